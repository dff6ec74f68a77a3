//! A closure on its way through a queue, and the answer its caller waits for.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use tokio::sync::oneshot;

use crate::{Error, Retry, Tx};

/// The answer of a job. Await it, or [`Pending::wait`] for it. Dropping it does not stop the job.
#[must_use = "nothing is known to have happened before the answer is read"]
pub struct Pending<T> {
    answer: oneshot::Receiver<T>,
    lost: fn() -> T,
}

impl<T> Pending<T> {
    /// Blocks this thread until the answer is there. For threads outside a runtime.
    pub fn wait(self) -> T {
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let mut context = Context::from_waker(&waker);
        // Unconstrained: the runtime's budget must not put off an answer that this thread waits for.
        let mut answer = pin!(tokio::task::unconstrained(self));
        loop {
            match answer.as_mut().poll(&mut context) {
                Poll::Ready(answer) => return answer,
                Poll::Pending => std::thread::park(),
            }
        }
    }
}

impl<T> Future for Pending<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let lost = self.lost;
        Pin::new(&mut self.answer)
            .poll(context)
            .map(|answer| answer.unwrap_or_else(|_| lost()))
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// How one attempt at a job ended; the result itself stays inside the job until it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Commit it.
    Done,
    /// Roll it back and answer.
    Refused,
    /// Roll it back; another attempt may succeed.
    Conflict,
}

enum Step<'s, 't> {
    Run(&'s mut Tx<'t>),
    Answer,
    Fail(Error),
}

/// A caller's closure with its types hidden, so that one queue carries all jobs.
pub(crate) struct Job {
    name: &'static str,
    step: Box<dyn FnMut(Step<'_, '_>) -> Outcome + Send>,
}

impl Job {
    pub fn new<T, E>(name: &'static str, f: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> (Job, Pending<Result<T, E>>)
    where
        T: Send + 'static,
        E: From<Error> + Retry + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let mut sender = Some(sender);
        let mut result = None;
        let step = move |step: Step<'_, '_>| {
            let mut outcome = Outcome::Refused;
            let to_send = match step {
                Step::Run(tx) => {
                    let attempt = attempt(name, &f, tx);
                    outcome = outcome_of(name, &attempt, tx);
                    result = Some(attempt);
                    None
                }
                Step::Answer => result.take(),
                Step::Fail(error) => Some(Err(E::from(error))),
            };
            if let Some(result) = to_send
                && let Some(sender) = sender.take()
            {
                // The caller may have gone; the work is done or undone all the same.
                let _gone = sender.send(result);
            }
            outcome
        };
        let lost = || Err(E::from(Error::Unavailable("the storage thread has ended".to_owned())));
        (
            Job {
                name,
                step: Box::new(step),
            },
            Pending { answer, lost },
        )
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// One attempt. It may be followed by another, by `answer` or by `fail`.
    pub fn run(&mut self, tx: &mut Tx<'_>) -> Outcome {
        (self.step)(Step::Run(tx))
    }

    /// Sends the result of the last attempt. Only after its commit, if it is one to commit.
    pub fn answer(mut self) {
        (self.step)(Step::Answer);
    }

    /// Sends the error instead of whatever the attempts said.
    pub fn fail(mut self, error: Error) {
        (self.step)(Step::Fail(error));
    }
}

fn attempt<T, E: From<Error>>(name: &'static str, f: &impl Fn(&mut Tx) -> Result<T, E>, tx: &mut Tx<'_>) -> Result<T, E> {
    let result = catch_unwind(AssertUnwindSafe(|| f(tx))).unwrap_or_else(|_| {
        tracing::error!(job = name, "the job panicked and was rolled back");
        Err(E::from(Error::Unavailable(format!("{name} panicked"))))
    });
    match (result, tx.failed()) {
        // A job that swallowed a failed statement must not pass for done: the engine has given it up.
        (Ok(_), Some(error)) => Err(E::from(error.clone())),
        (result, _) => result,
    }
}

fn outcome_of<T, E: Retry>(name: &'static str, result: &Result<T, E>, tx: &Tx<'_>) -> Outcome {
    match result {
        Ok(_) => Outcome::Done,
        Err(error) if error.is_conflict() || tx.failed() == Some(&Error::Conflict) => Outcome::Conflict,
        Err(error) => {
            if error.is_unavailable() {
                tracing::warn!(job = name, cause = ?tx.failed(), "the job could not be done now");
            }
            Outcome::Refused
        }
    }
}
