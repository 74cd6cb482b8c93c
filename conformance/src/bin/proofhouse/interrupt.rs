//! Ctrl-C and requests to end: heard from the first moment on, so that no launched server is left behind.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Trouble, exit};

/// Hears the signals that ask this program to end.
pub(crate) struct Interrupt {
    signals: Vec<Signal>,
}

impl Interrupt {
    /// Begins to listen: from here on the signals no longer end the program by themselves.
    pub(crate) fn listen() -> Result<Self, Trouble> {
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        let signals = kinds.into_iter().map(signal).collect::<Result<_, _>>();
        let signals = signals.map_err(|error| Trouble {
            code: exit::BUG,
            text: format!("failed to hear signals: {error}"),
        })?;
        Ok(Self { signals })
    }

    /// Waits for one of them.
    pub(crate) async fn heard(&mut self) {
        let waits = self.signals.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures_util::future::select_all(waits).await;
    }

    /// Does the work unless a signal comes first.
    pub(crate) async fn unless_heard<T>(
        &mut self,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        tokio::select! {
            done = work => done,
            () = self.heard() => Err(Trouble { code: exit::INTERRUPTED, text: "interrupted".to_owned() }),
        }
    }
}
