//! Every decision of the reference server that a flaw may turn.
//!
//! The default of each field is the correct behaviour, and the code reads it as the straight case.
//! Most flaws about the shape of messages need no field of their own: they use a [`Hooks`] function.

use serde_json::Value;

/// The behaviour of a reference server. The default is correct in every respect.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one decision that a flaw may turn"
)]
pub struct Behaviour {
    /// The smaller of two correct servers: it speaks the modern revision only and completes nothing.
    pub slim: bool,
    /// The correct server without sessions: it issues no ids, and tells legacy clients apart by their token.
    pub stateless: bool,
    /// The correct server without authorization.
    pub open: bool,
    /// Which tokens are accepted, and how refusals look.
    pub token: TokenBehaviour,
    /// Legacy sessions.
    pub session: SessionBehaviour,
    /// Legacy event streams and their resumption.
    pub stream: StreamBehaviour,
    /// The `requestState` of multi round-trip requests.
    pub state: StateBehaviour,
    /// The answers to what multi round-trip requests ask.
    pub answers: AnswerBehaviour,
    /// Reading JSON-RPC messages.
    pub message: MessageBehaviour,
    /// Version negotiation and per-request metadata.
    pub version: VersionBehaviour,
    /// Validation of mirrored headers.
    pub headers: HeaderCheck,
    /// The HTTP layer.
    pub http: HttpBehaviour,
    /// The HTTP+SSE transport.
    pub channel: ChannelBehaviour,
    /// Arrays of messages.
    pub batch: BatchBehaviour,
    /// The stdio layer.
    pub stdio: StdioBehaviour,
    /// Tools, resources, prompts and utilities.
    pub features: FeatureBehaviour,
    /// Who is told of changes.
    pub telling: TellBehaviour,
    /// Calls that become tasks.
    pub tasks: TaskBehaviour,
    /// What clients get handles for.
    pub handles: HandleBehaviour,
    /// The authorization server of its own that sends people on to another one.
    pub proxy: ProxyBehaviour,
    /// Somebody who was not declared is told of the first tool call.
    pub tells_others: bool,
    /// Changes to what is sent, made after the correct answer is complete.
    pub hooks: Hooks,
}

/// How people are asked, and sent on to another authorization server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyBehaviour {
    /// There is none.
    #[default]
    Absent,
    /// For each client, and in the browser that approved.
    Correct,
    /// Nobody is asked.
    NeverAsks,
    /// One approval counts for every client.
    ConsentPerBrowser,
    /// An approval counts in whichever browser it is sent.
    ApprovalForged,
    /// The page of consent may stand in a frame.
    PageFramed,
    /// The page of consent does not say who asks for what.
    PageSilent,
    /// The cookie of an approval is in reach of scripts and of other sites.
    CookieUnprotected,
    /// A redirect URI need only begin with a registered one.
    RedirectPrefix,
    /// The state at the callback is not held against the browser's.
    StateUnchecked,
    /// The state at the callback is good for more than once.
    StateReusable,
    /// The state follows from the request, and is kept in the browser before anybody approved.
    StateBeforeConsent,
    /// What a token was made for does not count.
    AnyResource,
    /// What begins with a good token is one.
    TokenByBeginning,
    /// Clients get the token that the other one gave.
    TokenRelayed,
    /// Clients get it as their refresh token.
    TokenRelayedForRefresh,
    /// The metadata lies below the MCP endpoint.
    MetadataBelow,
}

/// What a hook on HTTP replies may know of the request.
#[derive(Clone, Debug, Default)]
pub struct RequestFacts {
    /// `POST`, `GET`, `DELETE` and so on.
    pub http_method: String,
    /// The path without the query.
    pub path: String,
    /// The raw `Authorization` header.
    pub authorization: Option<String>,
    /// Whether the message was read under a per-request revision.
    pub modern: bool,
    /// The JSON-RPC method, where one was read.
    pub rpc_method: Option<String>,
}

/// Changes the result of a method: method, parameters, result.
pub type RewriteResult = fn(&str, &Value, &mut Value);
/// Changes the error of a method: method, error object.
pub type RewriteError = fn(&str, &mut Value);
/// Changes an HTTP reply that is not a stream.
pub type RewriteHttp = fn(&RequestFacts, &mut http::response::Parts, &mut Vec<u8>);
/// Changes the bytes of a server-sent event: the message, the event.
pub type RewriteEvent = fn(&Value, &mut Vec<u8>);

/// Functions that change what is sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hooks {
    /// Runs on every result, after the common members were added.
    pub rewrite_result: Option<RewriteResult>,
    /// Runs on every error object.
    pub rewrite_error: Option<RewriteError>,
    /// Runs on every outgoing JSON-RPC message.
    pub rewrite_message: Option<fn(&mut Value)>,
    /// Runs on the bytes of every outgoing JSON-RPC message.
    pub rewrite_bytes: Option<fn(&mut Vec<u8>)>,
    /// Runs on every HTTP reply that is not a stream.
    pub rewrite_http: Option<RewriteHttp>,
    /// Runs on every server-sent event that carries a message; an emptied event is not sent.
    pub rewrite_sse_event: Option<RewriteEvent>,
    /// Runs on every line of the stdio transport, its newline included.
    pub rewrite_stdio_line: Option<fn(&mut Vec<u8>)>,
}

/// Token decisions.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one decision that a flaw may turn"
)]
pub struct TokenBehaviour {
    /// How `aud` is compared with this server's resource identifier.
    pub audience: AudienceCheck,
    /// How `iss` is compared with the trusted issuer.
    pub issuer: IssuerCheck,
    /// How the signature is trusted.
    pub signature: SignatureCheck,
    /// Which requests are checked at all.
    pub coverage: Coverage,
    /// What counts of what introspection tells.
    pub introspection: IntrospectionCheck,
    /// How keys are fetched.
    pub keys: KeyFetch,
    /// Addresses of keys in the header of a token are fetched.
    pub follows_key_addresses: bool,
    /// A key id that is a URL is fetched.
    pub follows_key_id: bool,
    /// Where and in what form the token is looked for.
    pub presentation: Presentation,
    /// How a refusal is answered.
    pub refusal: Refusal,
    /// What the challenge of a refusal holds.
    pub challenge: Challenge,
    /// The protected resource metadata.
    pub metadata: Metadata,
    /// `exp` is not looked at.
    pub ignore_expiry: bool,
    /// `nbf` is not looked at.
    pub ignore_not_before: bool,
    /// `crit` is not looked at.
    pub ignore_critical: bool,
    /// Of repeated members the first one counts.
    pub first_member_wins: bool,
    /// Tokens of another kind are taken for access tokens.
    pub any_kind: bool,
    /// Claims of encrypted tokens are read where others have them, without any check of the signature.
    pub encrypted_unverified: bool,
    /// A claim that is not known makes a token bad.
    pub refuse_unknown_claims: bool,
    /// A token of more than a few KiB ends the service.
    pub dies_on_oversize: bool,
    /// A request is carried out before its refusal is sent.
    pub work_first: bool,
    /// Work is done in the name of whoever came first on the connection.
    pub keeps_identity: bool,
    /// The name that a client gives itself stands in for a token.
    pub trusts_names: bool,
    /// Required scopes are not enforced.
    pub ignore_scope: bool,
    /// How scopes are compared.
    pub scope: ScopeCheck,
    /// How strictly the form of a token is read.
    pub form: TokenForm,
    /// A refusal repeats the token.
    pub echo: bool,
    /// What the `fetch` tool shows the upstream service.
    pub upstream: UpstreamCredential,
    /// Where the client's token is taken along.
    pub follows: Follows,
}

/// How the scopes of a token are compared with the required ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScopeCheck {
    /// Whole, and in their case.
    #[default]
    Exact,
    /// As parts of the whole claim.
    Substring,
    /// Without regard to case.
    AnyCase,
    /// The challenge names one that is not enough.
    OneByOne,
    /// The challenge of a tool names those of all tools.
    ChallengeNamesAll,
    /// Those of tools are not looked at.
    NotOfTools,
    /// A tool needs those of all tools.
    AllOfTools,
    /// None stands for another.
    Literal,
}

/// How strictly the form of a token is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenForm {
    /// The compact serialization, an access token by its type, with a minute of leeway.
    #[default]
    Strict,
    /// An hour of leeway.
    HourOfLeeway,
    /// Any type in the header.
    AnyType,
    /// Segments behind the third are not looked at.
    MoreSegments,
}

/// Where the server goes with the client's token, led by the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Follows {
    /// Nowhere.
    #[default]
    Nothing,
    /// To the icons of the client.
    ClientIcons,
    /// To the URI of any resource.
    AnyResource,
    /// To the key URL in the token's header.
    KeyUrl,
    /// To the URL that is the client's id.
    ClientId,
}

/// What the upstream service is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpstreamCredential {
    /// This server's own credential.
    #[default]
    Own,
    /// A token that the authorization server gave for the client's, which is as right.
    Exchanged,
    /// The client's token, as it came.
    Forwarded,
    /// The client's token in a header of the server's own making.
    OtherHeader,
    /// The client's token in the query.
    Query,
    /// The client's token in a cookie.
    Cookie,
    /// The client's token in the body.
    Body,
    /// The client's token, percent-encoded.
    PercentEncoded,
    /// The client's token as the password of Basic authentication.
    Base64,
    /// The client's token in hexadecimal digits.
    Hexadecimal,
    /// The client's token with JSON escapes, in the body.
    JsonEscaped,
    /// The client's token from its end to its beginning.
    Reversed,
    /// The client's token in pieces, in headers and in the query.
    Pieces,
    /// A token of the server's own that has the client's in a claim.
    Nested,
    /// The claims of the client's token, signed by the server.
    Resigned,
    /// The same without the `jti`, and with the server as the issuer.
    ClaimsCopied,
    /// The digest of the client's token.
    Digest,
}

/// How the audience is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AudienceCheck {
    /// The exact identifier, alone or in an array.
    #[default]
    Exact,
    /// Not compared at all.
    Any,
    /// The identifier as a prefix of the audience.
    Prefix,
    /// The identifier anywhere in the audience.
    Substring,
    /// The identifier, or the bare origin it lies on.
    Origin,
    /// The exact identifier, or no audience at all.
    MissingAccepted,
    /// The same host name, whatever scheme, port and path.
    HostOnly,
    /// The identifier without regard to case.
    CaseInsensitive,
    /// Any array, whatever it holds.
    AnyArray,
    /// Any path on the same origin.
    Sibling,
    /// The exact identifier, or a value that is neither string nor array of strings.
    WrongType,
    /// The exact identifier as a string, and never in an array.
    StringOnly,
    /// The identifier after percent-decoding.
    Decoded,
    /// The identifier after both were parsed as URLs, without surrounding space and fragment.
    Normalized,
    /// The identifier, with any name of this machine for its host.
    AnyLoopback,
}

/// How the issuer is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IssuerCheck {
    /// Exactly.
    #[default]
    Exact,
    /// Not at all.
    Any,
    /// As a prefix.
    Prefix,
}

/// How far a signature is trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureCheck {
    /// By a published key of the issuer, with an algorithm of that key.
    #[default]
    Verified,
    /// Not verified.
    Skipped,
    /// `alg: none` needs no signature.
    NoneAccepted,
    /// HS256 with a form of the public key as the secret.
    PublicKeyAsSecret,
    /// A key id that is not published needs no signature.
    UnknownKeyUnverified,
    /// A key in the token's own header is trusted.
    EmbeddedKeyTrusted,
}

/// What counts of what introspection tells of a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntrospectionCheck {
    /// That it is active, and every claim.
    #[default]
    Everything,
    /// Every claim but the audience.
    AudienceIgnored,
    /// Nothing: a token that is not active is good.
    InactiveServed,
    /// Where nothing can be learned, a token is good.
    OutageServes,
    /// That it was active once.
    Remembered,
}

/// How the issuer's keys are fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyFetch {
    /// Again for unknown keys, within bounds; the new set takes the place of the old one.
    #[default]
    Replaced,
    /// The first set stays, whatever comes later.
    FirstStays,
    /// The new set is added to the old one.
    Added,
    /// Again for every unknown key.
    Unbounded,
    /// Where there are no keys, signatures are not verified.
    OutageServes,
    /// The keys of all issuers are good for tokens of each.
    OnePool,
}

/// Which requests must carry a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    /// Every request.
    #[default]
    EveryRequest,
    /// Only requests that carry a token at all.
    OnlyPresented,
    /// Only the request that opens a session, or discovery.
    OnlyFirst,
    /// Every request, but the audience only on the first.
    AudienceOnlyFirst,
    /// Every request but GET.
    NotGet,
    /// Every request without a session id.
    NotInSession,
    /// Every request, but the audience not on DELETE.
    AudienceNotOnDelete,
    /// Every request but posts to a stream of HTTP+SSE.
    NotOnMessages,
    /// Every request but those that listen for changes.
    NotToListen,
    /// Every request; a slash more at the end of the audience is tolerated on the first.
    SlashOnFirst,
}

/// Where a token is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presentation {
    /// One well-formed `Authorization: Bearer` header.
    #[default]
    Header,
    /// That, or `access_token` in the query.
    HeaderOrQuery,
    /// Where both are there, `access_token` in the query.
    QueryOverHeader,
    /// Any word of any `Authorization` header that verifies.
    Lenient,
    /// Well-formed, with the scheme spelt `Bearer` and no other way.
    CaseSensitive,
    /// That, or the cookie `access_token`.
    HeaderOrCookie,
}

/// The status of a refusal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refusal {
    /// 401 for a missing or bad token.
    #[default]
    Unauthorized,
    /// 403 for a bad token.
    Forbidden,
    /// 200 with a JSON-RPC error.
    Success,
    /// 500 for a token that cannot be read.
    ServerErrorOnGarbage,
}

/// What a challenge holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Challenge {
    /// `resource_metadata`, `scope`, and `error` where a token was refused.
    #[default]
    Full,
    /// No challenge.
    Absent,
    /// No `resource_metadata`.
    WithoutMetadata,
    /// No `error`.
    WithoutError,
}

/// The protected resource metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Metadata {
    /// Served to everybody.
    #[default]
    Served,
    /// Not found.
    Missing,
    /// Without `authorization_servers`.
    WithoutServers,
    /// With another server's identifier.
    WrongResource,
    /// Served only with a token.
    NeedsToken,
    /// With the host that the request was forwarded for.
    FollowsForwarding,
}

/// Session decisions.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionBehaviour {
    /// How session ids are made.
    pub ids: SessionIds,
    /// What an id is worth.
    pub lookup: SessionLookup,
    /// Ending one session ends all that were opened over the same connection.
    pub delete_ends_all: bool,
    /// What keeps sessions apart.
    pub crossing: Crossing,
    /// What the second worker does otherwise, where there is one.
    pub worker: WorkerBehaviour,
}

/// How sessions that are used at the same time are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crossing {
    /// Altogether.
    #[default]
    Apart,
    /// An answer goes to whatever session asked.
    AnswersShared,
    /// A cancellation ends calls of every session.
    CancellationsShared,
    /// Streams are found by the id of their request, whatever the session.
    StreamsByRequestId,
    /// Of two lists asked for under one large id, each client gets the other's.
    ListsByRequestId,
    /// Progress of a call is also sent to streams of other sessions.
    ProgressToAll,
    /// Progress of a call is also sent to the streams that GET opened in its session.
    ProgressToSession,
    /// Questions of a call are also sent to the streams that GET opened.
    QuestionsCopied,
    /// Questions have the same id again and again.
    QuestionIdsRepeat,
    /// Questions have ids that are no integers.
    QuestionIdsFractional,
    /// What the latest client on a connection declares holds for all sessions that were opened over it.
    CapabilitiesShared,
    /// Clients are asked for what they did not declare.
    CapabilitiesIgnored,
    /// A stream that its client leaves while it is asked something ends the session.
    EndsWithStream,
    /// A session id in the query of the URL counts.
    IdInQuery,
    /// A second handshake on a connection needs a session id.
    OneHandshake,
    /// A handshake within a session spoils the session.
    HandshakeSpoils,
    /// DELETE ends the session and is answered with 500.
    DeleteFails,
    /// A cancelled call is answered with an error.
    CancelledAnswered,
    /// The service ends when a thousand sessions were opened in it.
    DiesOfSessions,
    /// Two lists that are asked for at once in a session are answered each in the place of the other.
    ListsTraded,
}

/// How session ids are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionIds {
    /// 128 random bits as hexadecimal digits.
    #[default]
    Random,
    /// A counter.
    Sequential,
    /// Random, with a space inside.
    WithSpace,
    /// The id that the client offered, if any.
    AdoptsOffered,
    /// Random, from a generator that starts anew with every start of the server.
    FixedSeed,
    /// That of the handshake before on the same connection, while nothing was done with it.
    Repeated,
}

/// How a session is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionLookup {
    /// Live sessions of the same principal; 400 without an id, 404 for any other.
    #[default]
    Bound,
    /// Of any principal.
    Unbound,
    /// A request without an id gets a session.
    MissingAccepted,
    /// A request that is refused without an id opens a session all the same, which nobody is told.
    RefusedOpens,
    /// An unknown id gets a session.
    UnknownAccepted,
    /// DELETE is acknowledged and does nothing.
    EndedAccepted,
    /// An ended session is served on.
    EndedServed,
    /// An ended session is answered with 400.
    EndedBadRequest,
    /// As it should be, but for the id, which no client is told.
    Withheld,
}

/// What the second worker of a deployment does otherwise than the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkerBehaviour {
    /// Nothing.
    #[default]
    Alike,
    /// A session serves any principal there.
    Unbound,
    /// Tokens for others are taken there.
    AnyAudience,
    /// A session that was ended is served on there.
    EndedServed,
}

/// Stream decisions.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one decision that a flaw may turn"
)]
pub struct StreamBehaviour {
    /// What a resumption replays.
    pub replay: Replay,
    /// Event ids are numbered per stream and repeat.
    pub repeated_ids: bool,
    /// Streams start without a priming event.
    pub no_priming: bool,
    /// The event that the client names is replayed too.
    pub include_acknowledged: bool,
    /// Responses also go to the streams that GET opened.
    pub responses_copied: bool,
    /// Every connection of a stream gets all of it.
    pub readers_share: bool,
    /// A resumed stream stays open after its response.
    pub lingers: bool,
    /// Every stream stays open after its response.
    pub never_ends: bool,
    /// No event says when to come back.
    pub no_retry: bool,
}

/// What a resumption replays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Replay {
    /// The rest of the stream that the event id names.
    #[default]
    OwnStream,
    /// Every message of the session.
    WholeSession,
    /// A stream of any session of the same principal.
    OtherSession,
    /// A stream of a session of another principal.
    OtherPrincipal,
    /// Every message of the session for an event that was never sent.
    UnknownReplaysAll,
    /// The rest of a stream that GET opened, and of no other.
    StandaloneOnly,
    /// A stream of a session of the same principal that has ended.
    EndedSession,
    /// For the beginning of an event id, a stream of any session.
    ByBeginning,
    /// Ids repeat with every start, and where no session is named that is known, they name a stream of any.
    OfAnyStart,
}

/// Decisions about `requestState`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateBehaviour {
    /// Authenticated and bound to principal, method, tool, arguments and time.
    #[default]
    Protected,
    /// The authentication code is not checked.
    Unprotected,
    /// Any principal may present it.
    AnyPrincipal,
    /// It may be presented with other arguments.
    AnyArguments,
    /// Input is asked for though the client cannot give it.
    AsksUndeclared,
    /// Answers count without it.
    Optional,
    /// An answer that was not asked for spoils the others.
    ExtraRefused,
    /// Every answer is followed by the same question.
    AsksForEver,
    /// Each start of the server makes a key of its own for it.
    KeyOfStart,
    /// Of the authentication code, the end is not compared.
    CodeInPart,
    /// A shorter authentication code is compared as far as it goes.
    CodeMayBeShort,
    /// Without an authentication code nothing is compared.
    Unsigned,
    /// What follows the authentication code is not looked at.
    RestIgnored,
    /// That of one request is taken for any other.
    AnyRequest,
    /// What is no string is taken for a good one.
    AnyType,
    /// It is good for one program of the client's only.
    BoundToClientInfo,
    /// It holds the token of the client.
    HoldsToken,
    /// A very long one ends the service.
    DiesOfLength,
    /// Flows that are not finished are kept, and there is room for few.
    FlowsKept,
    /// A state is good for every use in its time.
    GoodForEver,
    /// That a state was used is remembered when somebody reads what was done, and not before.
    UsedLate,
}

/// Decisions about the answers to what multi round-trip requests ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnswerBehaviour {
    /// They are held against what was asked, and asked for again where they are missing.
    #[default]
    Strict,
    /// An answer of any form is consent.
    AnyFormAccepted,
    /// Any content of a form is good.
    ContentUnchecked,
    /// The content of a form that was declined or cancelled counts.
    DeclinedCounts,
    /// A cancelled form is an internal error.
    CancelFails,
    /// A missing answer is an internal error.
    MissingFails,
    /// A missing answer is taken for consent.
    MissingAssumed,
    /// An empty elicitation capability declares nothing.
    EmptyMeansNone,
    /// Forms are asked of clients that declared URLs only.
    FormForUrl,
    /// URLs are asked of clients that declared forms only.
    UrlForForm,
}

/// Decisions about reading messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageBehaviour {
    /// As JSON-RPC asks.
    #[default]
    Strict,
    /// `jsonrpc` and `id` are not checked.
    EnvelopeUnchecked,
    /// Unknown methods succeed with an empty result.
    UnknownMethodSucceeds,
    /// Notifications get a response.
    NotificationsAnswered,
    /// Notifications get a response on stdio.
    NotificationsAnsweredOnStdio,
    /// The requests of an array are executed.
    BatchExecuted,
    /// Deep nesting ends the service.
    DiesOnNesting,
    /// Bytes that are not UTF-8 end the service.
    DiesOnBadUtf8,
    /// A cancellation is answered on stdio with an error for what it names.
    CancellationsAnswered,
    /// Parameters that are no object are taken for complete ones.
    ParamsOfAnyType,
    /// A message that is too large ends the service.
    DiesOnOversize,
}

/// Decisions about versions and metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VersionBehaviour {
    /// As both revisions ask.
    #[default]
    Strict,
    /// `initialize` agrees to any version.
    EchoAny,
    /// `initialize` offers 2025-06-18, which it then also speaks.
    OffersOlder,
    /// An unknown client capability is an error.
    UnknownCapabilityRefused,
    /// There is no discovery.
    NoDiscovery,
    /// Discovery leaves out a capability unless it is the first request on its connection.
    UnstableDiscovery,
    /// A version that is not spoken is served.
    UnsupportedServed,
    /// A request without metadata is served.
    MetaMissingServed,
    /// A request without metadata is answered with status 200.
    MetaMissingStatusOk,
    /// A request without client capabilities is served.
    CapabilitiesMissingServed,
    /// A request without `clientInfo` is refused.
    ClientInfoRequired,
    /// The version of an earlier request on the connection stands in for a missing one.
    Remembered,
    /// Methods of the legacy revisions are served in a modern envelope.
    RemovedMethodsServed,
    /// Capabilities of any type are taken for an object.
    FieldTypesUnchecked,
    /// A subscription id on a request is looked up, in vain.
    ReservedKeyActedOn,
    /// The client capabilities of earlier requests on the connection count too.
    CapabilitiesRemembered,
    /// After a handshake on a connection, modern requests on it need its session.
    HandshakeBinds,
}

/// How mirrored headers are compared with the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeaderCheck {
    /// All of them, exactly, after decoding.
    #[default]
    Strict,
    /// `Mcp-Method` may be absent.
    MethodOptional,
    /// `Mcp-Method` is not compared.
    MethodUncompared,
    /// `Mcp-Name` may be absent.
    NameOptional,
    /// `Mcp-Name` is not compared.
    NameUncompared,
    /// An encoded `Mcp-Name` is compared as it stands.
    NameUndecoded,
    /// `MCP-Protocol-Version` is not compared.
    VersionUncompared,
    /// Header names are found in their canonical case only.
    NamesCaseSensitive,
    /// Header values are compared without regard to case.
    ValuesCaseInsensitive,
    /// `Mcp-Param-*` is not compared.
    ParameterUncompared,
    /// `Mcp-Param-*` may be absent.
    ParameterOptional,
    /// A value that cannot be decoded is let through.
    MalformedServed,
    /// `MCP-Protocol-Version` may be absent.
    VersionOptional,
    /// Spaces and tabs around a value belong to it.
    ValuesUntrimmed,
    /// Bytes that a value may not have are dropped before it is compared.
    InvalidBytesDropped,
    /// Values may be UTF-8.
    RawBytesCompared,
    /// Of several values the first one counts.
    FirstValueCounts,
    /// The markers of the Base64 form are found in any case.
    MarkersAnyCase,
    /// An encoded `Mcp-Param-*` is compared as it stands.
    ParameterUndecoded,
    /// `Mcp-Param-*` that the tool does not declare is refused.
    UnknownParameterRefused,
    /// `Mcp-Param-*` is demanded for arguments that are not there.
    AbsentParameterDemanded,
    /// Padding of the Base64 form may be absent.
    PaddingOptional,
    /// A call is carried out before it is refused.
    AfterWork,
    /// A value is decoded until it is plain.
    DecodedUntilPlain,
    /// A value that looks encoded also counts as it stands.
    LiteralCounts,
}

/// HTTP decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpBehaviour {
    /// As both revisions ask.
    #[default]
    Strict,
    /// `Origin` is not looked at.
    OriginIgnored,
    /// `Origin` is looked at on POST only.
    OriginOnPostOnly,
    /// A request is carried out before it is refused for its `Origin`.
    OriginAfterWork,
    /// After a cancellation that names nothing, nobody is answered any more.
    HangsOnMalformedCancellation,
    /// `Origin` is not looked at where messages for a stream are posted.
    OriginNotOnMessages,
    /// An origin that contains `localhost` or the address is good.
    OriginSubstring,
    /// A bad origin is answered with 400.
    OriginBadRequest,
    /// `Host` is not looked at.
    HostIgnored,
    /// A request whose `Origin` agrees with its `Host` is taken for the server's own.
    OriginLikeHost,
    /// GET is answered with JSON.
    GetAnswersJson,
    /// The legacy version header is not looked at.
    VersionHeaderIgnored,
    /// The legacy version header is looked at on requests only.
    VersionHeaderOnRequestsOnly,
    /// A modern request with a session id is answered with 404.
    ModernSessionIdRefused,
    /// A modern request with `Last-Event-ID` is refused.
    LastEventIdRefused,
    /// Event streams do not ask proxies not to buffer.
    StreamsBuffered,
    /// A legacy request without the version header is refused.
    VersionHeaderDemanded,
    /// Messages of type text/plain are taken, and taken from any page.
    SimpleTypeServed,
    /// `Accept` is compared with one exact text.
    AcceptExact,
    /// A handshake on a connection that had one before is refused without the version header.
    HandshakeNeedsVersion,
    /// Of the versions in the header, 2025-06-18 is refused.
    JuneRefused,
    /// A refused handshake opens a session all the same.
    RefusedHandshakeOpens,
    /// On a connection on which an `Origin` was named, a request without one is refused.
    OriginMissed,
    /// It also listens on an address that is not loopback, and not of this machine either.
    ListensElsewhere,
}

/// Decisions of the HTTP+SSE transport.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelBehaviour {
    /// As 2024-11-05 asks.
    #[default]
    Strict,
    /// The address comes in an unnamed event, as JSON.
    AddressAsJson,
    /// A ping of the server's own comes before the address.
    PingFirst,
    /// The stream is sent as plain text.
    PlainText,
    /// Messages come in events of type `response`.
    OtherEventType,
    /// What is posted to the address is not found.
    PostsNotFound,
    /// Responses come as answers to posts, and not on the stream.
    AnswersInPosts,
    /// The key in an address is a counter.
    KeysSequential,
    /// The key alone is enough to post.
    AnyPrincipal,
    /// A post that names no stream is acknowledged.
    UnknownAcknowledged,
    /// What a connection posts is answered on the stream that it posted to first.
    StreamByConnection,
    /// A post that cannot be read ends the stream.
    BadPostEndsStream,
    /// Of two lists asked for at once, each gets the id of the other.
    ListIdsSwapped,
}

/// Decisions about arrays, where they are one input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchBehaviour {
    /// As 2025-03-26 asks.
    #[default]
    Strict,
    /// Arrays are refused.
    Refused,
    /// What is due no answer is answered with an empty array.
    EmptyAnswers,
    /// An empty array is answered with one.
    EmptyServed,
    /// Errors are left out of the answer.
    ErrorsLeftOut,
    /// What cannot be read spoils what is beside it.
    BadElementSpoils,
    /// A handshake within an array is carried out.
    HandshakeServed,
}

/// stdio decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StdioBehaviour {
    /// As both revisions ask.
    #[default]
    Strict,
    /// A banner is written before the first message.
    Banner,
    /// A line that cannot be read ends the service.
    DiesOnBadLine,
    /// After a line that cannot be read, nothing more is.
    HangsOnBadLine,
    /// The end of the input is not noticed.
    OutlivesInput,
    /// A request of the server's own precedes the answer to a tool call.
    SendsRequests,
    /// A ping before the handshake is refused.
    PingNeedsHandshake,
    /// Of two requests that were read together, each gets the id of the other.
    SwapsIds,
    /// The beginning of a line is dropped if it came together with the end of another.
    DropsRest,
    /// Escaped line breaks are taken for line breaks before lines are told apart.
    UnescapesLines,
    /// A question is asked as soon as the handshake was answered.
    AsksTooEarly,
    /// The signal to end is ignored.
    IgnoresTermination,
    /// A line that no pipe holds is never worked on.
    StallsOnLongLines,
    /// Lines behind which many others wait are dropped.
    DropsCrowdedLines,
    /// Headers are missed for annotated parameters.
    HeadersDemanded,
    /// A handshake ends the service.
    DiesOnHandshake,
    /// The first modern request of a process is refused, unless it is discovery.
    ColdStart,
}

/// Feature decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeatureBehaviour {
    /// As both revisions ask.
    #[default]
    Strict,
    /// An unknown tool succeeds.
    UnknownToolSucceeds,
    /// Progress is sent for requests without a token, too.
    ProgressUnasked,
    /// Whatever stands in the place of a token is taken for one.
    ProgressTokensUnchecked,
    /// Progress goes on after the response.
    ProgressTooLate,
    /// Arguments are not checked against the schema.
    InputUnchecked,
    /// A file is read wherever its path leads.
    PathsUnchecked,
    /// A file is read where its path begins with the name of the folder that is served.
    PathsByPrefix,
    /// A missing resource is read as empty.
    MissingResourceEmpty,
    /// A result marked public names the principal.
    PublicResultVaries,
    /// A ping is never answered.
    PingUnanswered,
    /// Arguments that are no object are the tool's business.
    MalformedCallReported,
    /// A subscription is answered as JSON.
    ListenAnswersJson,
    /// A tool call with a very long text ends the service.
    DiesOnLongArgument,
    /// A completion of a very long text ends the service.
    DiesOnLongCompletion,
    /// A tool call without its parameters ends the service.
    DiesOnBareCall,
    /// A URI is read up to its first NUL.
    UriCutAtNul,
    /// A completion for something unknown has no values.
    UnknownCompletionEmpty,
    /// A completion with a context is refused.
    ContextRefused,
    /// Cursors are positions in plain text, and one beyond the end shows what is not listed.
    CursorsPlain,
    /// A cursor is good for every list.
    CursorsUnbound,
    /// A number is taken for a position.
    CursorsNumeric,
    /// The log level `notice` is refused.
    NoticeRefused,
    /// An unknown log level is taken for `debug`.
    UnknownLevelAccepted,
    /// On a connection that was used before, this list is another one.
    ListChangesWithUse(&'static str),
    /// Some requests see fewer tools, as if their connection were another one.
    ToolsVary,
    /// A subscription without a filter is one to everything.
    FilterOptional,
    /// Tools are found under their names in any case.
    ToolNamesAnyCase,
    /// Arguments that break the schema are an error of the protocol.
    InputErrorsRefused,
    /// After so many pings in a row, no more are answered.
    PingsRunOut,
    /// A cursor is good on the connection that it was given out on.
    CursorsOfConnection,
    /// A call without the member `arguments` is refused.
    ArgumentsDemanded,
    /// On a connection that was used before, a tool says something else of itself.
    DescriptionsChange,
    /// What the upstream service says is passed on as it is.
    UpstreamVerbatim,
    /// Addresses on the upstream service are read as if they were resources.
    AddressesProxied,
    /// There is no way to unsubscribe.
    NoUnsubscribing,
    /// Arguments of prompts are not looked at.
    PromptArgumentsUnchecked,
    /// A very long argument of a prompt ends the service.
    DiesOnLongPrompt,
    /// A very long filter of a subscription ends the service.
    DiesOnLongFilter,
    /// The pages of a list come in the one order or the other.
    PagesShift,
    /// Notes are listed for their user, and read to everybody.
    NotesForAll,
    /// Notes are marked public when they are read.
    NotesPublic,
    /// A cursor names its user, whose list is shown to whoever brings it.
    CursorsNameUser,
}

/// Who is told when a resource changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TellBehaviour {
    /// Whoever asked for that resource, may read it, and still listens.
    #[default]
    Strict,
    /// Nobody.
    Nobody,
    /// Every session (legacy).
    EverySession,
    /// Sessions that are subscribed to anything (legacy).
    AnyUriOfSession,
    /// Whoever listens for any resource.
    AnyUri,
    /// Whoever listens for anything.
    AnyType,
    /// Every subscription, under the id of the first.
    UnderFirstId,
    /// The latest subscription under a name.
    ByName,
    /// Subscriptions that were ended, too (stdio).
    EndedToo,
    /// Whoever listened once, with the answer to their call.
    Remembered,
    /// Whoever listens for a note is told of every note.
    NotesTogether,
    /// Notes can be listened for by everybody.
    NotesForAll,
}

/// Handles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HandleBehaviour {
    /// Random, and good for the subject of the token that they were made for.
    #[default]
    Strict,
    /// Good for whoever has them.
    ForAnybody,
    /// Good for whoever gives the name of their user.
    UserByName,
    /// Counted.
    Counted,
}

/// Tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskBehaviour {
    /// As the revision that has them asks.
    #[default]
    Strict,
    /// There are none: a call that wants to be one is an ordinary call.
    Undeclared,
    /// Whoever knows the id of a task may read it.
    ForAnybody,
    /// The list shows the tasks of all principals.
    ListedForAll,
    /// Whoever knows the id of a task may cancel it.
    CancelledByAnybody,
    /// The list of a server that cannot tell its clients apart shows the tasks of all.
    ListedOpenly,
    /// The list shows no task that has ended.
    EndedUnlisted,
    /// A bad cursor gets an empty page.
    CursorsIgnored,
    /// Ids count up.
    IdsCounted,
    /// The id that a client proposes is taken.
    IdsAdopted,
    /// A task that the metadata of a request names is taken for the one of its parameters.
    MetadataDecides,
    /// A task that was never created is found, and has ended.
    UnknownCompleted,
    /// Tools that cannot be called as tasks are.
    ForbiddenAccepted,
    /// A task that has ended becomes a cancelled one, though its cancellation is refused.
    EndedCancelled,
    /// Cancelling what has ended is answered as if it had not.
    CancelAlwaysAnswered,
}
