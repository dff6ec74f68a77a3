//! Lets the blows fall: kills, starts again, waits until ready; at a power cut copies the volume and proves on the copy that
//! what had been acknowledged is there.

use super::city::{City, READY, ready};
use super::cluster::Cluster;
use super::dice::Dice;
use super::ledger::Act;
use super::load::{Load, Victim, locked};
use super::plan::{Blow, Instant, Rest, Step};
use super::process::free_address;
use super::proof::{At, prove};
use super::volume::Volume;
use super::watch::{pause, wait_until};
use crate::{Outcome, Stop};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// A killed server's leases hold for so long.
pub const LEASE: Duration = Duration::from_secs(16);
/// An armed fuse that no answer sets off goes off by itself.
const FUSE: Duration = Duration::from_secs(5);

const AGAIN: Duration = Duration::from_millis(200);

/// What the blows are dealt with.
pub struct Conductor<'a> {
    pub load: &'a Load,
    pub city: &'a City,
    pub cluster: Option<&'a Cluster>,
    pub volume: Option<&'a Volume>,
    pub dice: Dice,
    pub tally: Tally,
}

/// What happened.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub kills: usize,
    pub power_cuts: usize,
    /// Blows that met requests in flight.
    pub met: usize,
    /// Requests in flight at all blows together.
    pub in_flight: usize,
    /// From the start to ready, the longest.
    pub ready_max: Duration,
}

impl Conductor<'_> {
    /// All blows, then the rest of the acts.
    pub fn conduct(&mut self, steps: &[Step], acts: usize) -> Outcome {
        self.load.release();
        for (number, step) in steps.iter().enumerate() {
            self.wait_for_acts(step.acts)?;
            let in_flight = match step.blow {
                Blow::Server => self.kill_server(step.instant)?,
                Blow::Postmaster => self.kill_postmaster(step.instant)?,
                Blow::Backend => self.kill_backend(step.instant)?,
                Blow::PowerCut => self.cut_power(step.instant)?,
            };
            self.tally.met += usize::from(in_flight > 0);
            self.tally.in_flight += in_flight;
            let done = self.load.done.load(Ordering::SeqCst);
            println!(
                "  {:>4} s  {:>2}/{}  {} with {in_flight} requests in flight, {done} acts done",
                self.load.watch.elapsed().as_secs(),
                number + 1,
                steps.len(),
                step.blow.name()
            );
            if step.rest == Rest::UntilLeasesEnd {
                self.load.hold()?;
                pause(LEASE);
                self.load.release();
            }
        }
        self.wait_for_acts(acts)
    }

    fn wait_for_acts(&self, acts: usize) -> Outcome {
        let load = self.load;
        wait_until(&load.watch, || load.done.load(Ordering::SeqCst) >= acts || load.check().is_err());
        load.check()?;
        if load.watch.is_over() {
            return Err(load.watch.ran_out());
        }
        Ok(())
    }

    /// SIGKILL at the instant; gives how many requests were in flight.
    fn strike(&self, victim: Victim, instant: Instant) -> Outcome<usize> {
        if let Instant::AnyMoment(time) = instant {
            pause(time);
        }
        self.load.arm(victim);
        if matches!(instant, Instant::AnyMoment(_)) {
            self.load.strike();
        }
        let struck = std::cell::Cell::new(None);
        wait_until(&self.load.watch.within(FUSE), || {
            struck.set(self.load.struck());
            struck.get().is_some()
        });
        if struck.get().is_none() {
            self.load.strike();
        }
        Ok(struck.get().or_else(|| self.load.struck()).unwrap_or(0))
    }

    fn kill_server(&mut self, instant: Instant) -> Outcome<usize> {
        let in_flight = self.strike(Victim::Server, instant)?;
        self.tally.kills += 1;
        self.bury_server()?;
        self.start_server()?;
        Ok(in_flight)
    }

    fn bury_server(&self) -> Outcome {
        match locked(&self.load.server).take() {
            Some(server) => server.reap(),
            None => Ok(()),
        }
    }

    /// As a supervisor does: a server that finds PostgreSQL still recovering ends, says so, and is started again.
    fn start_server(&mut self) -> Outcome {
        let patience = self.load.watch.within(READY);
        loop {
            *locked(&self.load.server) = Some(self.city.serve(self.load.address, &self.city.data)?);
            match self.wait_for_ready() {
                Err(Stop::World(_)) if self.cluster.is_some() && !patience.is_over() => pause(AGAIN),
                other => return other,
            }
        }
    }

    fn wait_for_ready(&mut self) -> Outcome {
        let mut server = locked(&self.load.server);
        let server = server.as_mut().ok_or_else(|| Stop::World("no server was started".to_owned()))?;
        let took = ready(self.load.address, server, &self.load.watch)?;
        self.tally.ready_max = self.tally.ready_max.max(took);
        Ok(())
    }

    fn cluster(&self) -> Outcome<&Cluster> {
        self.cluster.ok_or_else(|| Stop::World("this engine has no cluster".to_owned()))
    }

    /// The server lives on and must find its way back by itself.
    fn kill_postmaster(&mut self, instant: Instant) -> Outcome<usize> {
        let in_flight = self.strike(Victim::Postmaster, instant)?;
        self.tally.kills += 1;
        let dead = locked(&self.load.postmaster).take();
        if let Some(postmaster) = dead {
            postmaster.reap()?;
        }
        *locked(&self.load.postmaster) = Some(self.cluster()?.start(&self.load.watch)?);
        self.wait_for_ready()?;
        Ok(in_flight)
    }

    fn kill_backend(&mut self, instant: Instant) -> Outcome<usize> {
        if let Instant::AnyMoment(time) = instant {
            pause(time);
        }
        let mut dice = self.dice.clone();
        let in_flight = self.load.in_flight.load(Ordering::SeqCst);
        self.cluster()?.kill_backend(&mut dice, &self.load.watch)?;
        self.dice = dice;
        self.tally.kills += 1;
        self.wait_for_ready()?;
        Ok(in_flight)
    }

    /// The server dies, and with it everything that was not synced: a copy of the image is all that a machine would find
    /// after the power came back. The clients' own volume is spared; it goes on as after a kill.
    fn cut_power(&mut self, instant: Instant) -> Outcome<usize> {
        let volume = self.volume.ok_or_else(|| Stop::World("this engine has no volume".to_owned()))?;
        let in_flight = self.strike(Victim::Server, instant)?;
        self.tally.power_cuts += 1;
        self.bury_server()?;
        self.load.hold()?;
        let folder = self.city.folder();
        let copy = volume.cut(&folder.join("copy.img"))?;
        // Nobody has answered since the blow: this is what the dead server promised.
        let promised: Vec<Vec<Act>> = self.load.ledgers.iter().map(|ledger| ledger.acts()).collect();
        self.start_server()?;
        self.prove_copy(&copy, &promised).map_err(|stop| match stop {
            Stop::Refused(text) => Stop::Refused(format!("after power cut {}: {text}", self.tally.power_cuts)),
            other => other,
        })?;
        copy.remove()?;
        self.load.release();
        Ok(in_flight)
    }

    fn prove_copy(&self, copy: &Volume, promised: &[Vec<Act>]) -> Outcome {
        let mounted = copy.mount(&self.city.folder().join("copy"))?;
        let (data, address) = (mounted.folder().join("data"), free_address()?);
        let mut server = self.city.serve(address, &data)?;
        ready(address, &mut server, &self.load.watch)?;
        let proved = prove(address, promised, At::PowerCut)?;
        let record = self
            .city
            .whole_record(&data, &proved.registrations, At::PowerCut, &self.load.watch)?;
        self.city.check(&data, &self.load.watch)?;
        println!(
            "                 its image: {} answers repeated, {} registrations found, record of {} entries verified",
            proved.answers,
            proved.registrations.len(),
            record.entries.len()
        );
        server.kill();
        server.reap()
    }
}
