//! The same messages in an independent implementation: the types of `rust-mcp-schema`, which has one release that
//! can be built for each revision.

use conformance::revision::Revision;
use mcp_2024_11_05::mcp_2024_11_05 as types_2024_11_05;
use mcp_2025_03_26::mcp_2025_03_26 as types_2025_03_26;
use mcp_2025_06_18::mcp_2025_06_18 as types_2025_06_18;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a message into the type of its kind and method, and gives it back as that implementation writes it;
/// `None` where it has no such type.
pub fn read(revision: Revision, kind: &str, method: &str, message: &Value) -> Option<Result<Value, String>> {
    match revision {
        Revision::V2024_11_05 => v2024_11_05(kind, method, message),
        Revision::V2025_03_26 => v2025_03_26(kind, method, message),
        Revision::V2025_06_18 => v2025_06_18(kind, method, message),
        Revision::V2025_11_25 => v2025_11_25(kind, method, message),
        Revision::V2026_07_28 if kind == "result" && message["resultType"] == "input_required" => {
            Some(through::<mcp_2026_07_28::InputRequiredResult>(message))
        }
        Revision::V2026_07_28 => v2026_07_28(kind, method, message),
    }
}

fn through<T: DeserializeOwned + Serialize>(message: &Value) -> Result<Value, String> {
    let read: T = serde_json::from_value(message.clone()).map_err(|error| error.to_string())?;
    serde_json::to_value(read).map_err(|error| error.to_string())
}

macro_rules! types {
    ($name:ident from $types:ident: $($kind:literal { $($($method:literal)|+ => $type:ident),+ $(,)? })+) => {
        fn $name(kind: &str, method: &str, message: &Value) -> Option<Result<Value, String>> {
            Some(match (kind, method) {
                $($(($kind, $($method)|+) => through::<$types::$type>(message),)+)+
                _ => return None,
            })
        }
    };
}

macro_rules! legacy {
    ($name:ident from $types:ident:
        requests { $($request:literal => $request_type:ident),* }
        notifications { $($notification:literal => $notification_type:ident),* }
        results { $($result:literal => $result_type:ident),* }
    ) => {
        types! { $name from $types:
            "request" {
                "initialize" => InitializeRequest, "ping" => PingRequest,
                "tools/list" => ListToolsRequest, "tools/call" => CallToolRequest,
                "resources/list" => ListResourcesRequest, "resources/templates/list" => ListResourceTemplatesRequest,
                "resources/read" => ReadResourceRequest,
                "resources/subscribe" => SubscribeRequest, "resources/unsubscribe" => UnsubscribeRequest,
                "prompts/list" => ListPromptsRequest, "prompts/get" => GetPromptRequest,
                "completion/complete" => CompleteRequest, "logging/setLevel" => SetLevelRequest,
                "sampling/createMessage" => CreateMessageRequest, "roots/list" => ListRootsRequest,
                $($request => $request_type),*
            }
            "notification" {
                "notifications/initialized" => InitializedNotification,
                "notifications/cancelled" => CancelledNotification,
                "notifications/progress" => ProgressNotification,
                "notifications/message" => LoggingMessageNotification,
                "notifications/resources/updated" => ResourceUpdatedNotification,
                "notifications/resources/list_changed" => ResourceListChangedNotification,
                "notifications/tools/list_changed" => ToolListChangedNotification,
                "notifications/prompts/list_changed" => PromptListChangedNotification,
                "notifications/roots/list_changed" => RootsListChangedNotification,
                $($notification => $notification_type),*
            }
            "result" {
                "initialize" => InitializeResult,
                "ping" | "resources/subscribe" | "resources/unsubscribe" | "logging/setLevel" => EmptyResult,
                "tools/list" => ListToolsResult,
                "resources/list" => ListResourcesResult, "resources/templates/list" => ListResourceTemplatesResult,
                "resources/read" => ReadResourceResult,
                "prompts/list" => ListPromptsResult, "prompts/get" => GetPromptResult,
                "completion/complete" => CompleteResult, "roots/list" => ListRootsResult,
                $($result => $result_type),*
            }
        }
    };
}

legacy! { v2024_11_05 from types_2024_11_05:
    requests {}
    notifications {}
    results { "tools/call" => CallToolResult, "sampling/createMessage" => CreateMessageResult }
}

legacy! { v2025_03_26 from types_2025_03_26:
    requests {}
    notifications {}
    results { "tools/call" => CallToolResult, "sampling/createMessage" => CreateMessageResult }
}

legacy! { v2025_06_18 from types_2025_06_18:
    requests { "elicitation/create" => ElicitRequest }
    notifications {}
    results {
        "tools/call" => CallToolResult, "sampling/createMessage" => CreateMessageResult,
        "elicitation/create" => ElicitResult
    }
}

/// A result, or the task that stands for it.
macro_rules! or_task {
    ($($name:ident = $type:ident),+) => {
        $(
            #[derive(serde::Serialize, serde::Deserialize)]
            #[serde(untagged)]
            pub enum $name {
                Now(::mcp_2025_11_25::$type),
                Later(::mcp_2025_11_25::CreateTaskResult),
            }
        )+
    };
}

mod with_tasks {
    pub use ::mcp_2025_11_25::*;
    or_task!(
        CalledOrTask = CallToolResult,
        SampledOrTask = CreateMessageResult,
        ElicitedOrTask = ElicitResult
    );
}

legacy! { v2025_11_25 from with_tasks:
    requests {
        "elicitation/create" => ElicitRequest, "tasks/get" => GetTaskRequest, "tasks/list" => ListTasksRequest,
        "tasks/result" => GetTaskPayloadRequest, "tasks/cancel" => CancelTaskRequest
    }
    notifications {
        "notifications/elicitation/complete" => ElicitationCompleteNotification,
        "notifications/tasks/status" => TaskStatusNotification
    }
    results {
        "tools/call" => CalledOrTask, "sampling/createMessage" => SampledOrTask,
        "elicitation/create" => ElicitedOrTask, "tasks/get" => GetTaskResult, "tasks/list" => ListTasksResult,
        "tasks/result" => GetTaskPayloadResult, "tasks/cancel" => CancelTaskResult
    }
}

types! { v2026_07_28 from mcp_2026_07_28:
    "request" {
        "server/discover" => DiscoverRequest,
        "tools/list" => ListToolsRequest, "tools/call" => CallToolRequest,
        "resources/list" => ListResourcesRequest, "resources/templates/list" => ListResourceTemplatesRequest,
        "resources/read" => ReadResourceRequest,
        "prompts/list" => ListPromptsRequest, "prompts/get" => GetPromptRequest,
        "completion/complete" => CompleteRequest, "subscriptions/listen" => SubscriptionsListenRequest,
    }
    "notification" {
        "notifications/cancelled" => CancelledNotification,
        "notifications/progress" => ProgressNotification,
        "notifications/message" => LoggingMessageNotification,
        "notifications/resources/updated" => ResourceUpdatedNotification,
        "notifications/resources/list_changed" => ResourceListChangedNotification,
        "notifications/tools/list_changed" => ToolListChangedNotification,
        "notifications/prompts/list_changed" => PromptListChangedNotification,
        "notifications/subscriptions/acknowledged" => SubscriptionsAcknowledgedNotification,
    }
    "result" {
        "server/discover" => DiscoverResult,
        "tools/list" => ListToolsResult, "tools/call" => CallToolResult,
        "resources/list" => ListResourcesResult, "resources/templates/list" => ListResourceTemplatesResult,
        "resources/read" => ReadResourceResult,
        "prompts/list" => ListPromptsResult, "prompts/get" => GetPromptResult,
        "completion/complete" => CompleteResult, "subscriptions/listen" => SubscriptionsListenResult,
    }
}
