//! A browser that runs the scripts as they are: each tab is a context of its own in one JavaScript
//! engine, and what the tabs share, with the clock, is `platform.js`.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::rc::Rc;

use rquickjs::function::IntoArgs;
use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{
    CatchResultExt, Context, Ctx, Error, FromJs, Function, Module, Object, Persistent, Result,
    Runtime,
};
use serde_json::Value;

use crate::schedule::Fate;

const PLATFORM: &str = include_str!("platform.js");
const STAGE: &str = include_str!("stage.js");
const TAB: &str = include_str!("tab.js");

/// What fetches scripts long after the page was loaded, and may fail to.
const LATE: [&str; 2] = ["calls.js", "delivery.js"];

/// Scripts that take so many steps in so few milliseconds never rest.
const BUSY_STEPS: u32 = 5_000;
const BUSY_TIME: f64 = 60_000.0;

/// Something that happened, by its name, and what there is to say of it.
pub(crate) type Note = (String, Value);

/// A browser, and all that was noted in it. Dropping a tab's context is its crash.
pub(crate) struct Browser {
    tabs: BTreeMap<u32, Context>,
    platform: Context,
    opened: u32,
    has_locks: bool,
    imports: Rc<Cell<bool>>,
    notes: Rc<RefCell<Vec<Note>>>,
    // After the contexts that live in it.
    runtime: Runtime,
}

impl Browser {
    /// Starts a browser whose chance is drawn by `seed`; `collect` is who is sent to, and answers
    /// with a status.
    pub(crate) fn start(
        seed: u32,
        has_locks: bool,
        collect: impl Fn(&str) -> u16 + 'static,
    ) -> Self {
        let runtime = Runtime::new().expect("there is memory");
        let imports = Rc::new(Cell::new(true));
        let scripts = Scripts {
            work: Rc::clone(&imports),
            failed: HashSet::new(),
        };
        runtime.set_loader(Beside, scripts);
        let browser = Self {
            tabs: BTreeMap::new(),
            platform: Context::full(&runtime).expect("there is memory"),
            opened: 0,
            has_locks,
            imports,
            notes: Rc::default(),
            runtime,
        };
        let notes = Rc::clone(&browser.notes);
        let collect = move |body: String| {
            let status = collect(&body);
            let mut note: Value = serde_json::from_str(&body).expect("bodies are JSON");
            note["status"] = status.into();
            notes.borrow_mut().push(("collected".to_owned(), note));
            status
        };
        let notes = Rc::clone(&browser.notes);
        let witness = move |name: String, detail: String| {
            let detail = serde_json::from_str(&detail).expect("notes are JSON");
            notes.borrow_mut().push((name, detail));
        };
        browser.platform.with(|context| {
            let globals = context.globals();
            globals
                .set("collect", Function::new(context.clone(), collect))
                .and_then(|()| globals.set("witness", Function::new(context.clone(), witness)))
                .and_then(|()| context.eval::<(), _>(PLATFORM))
                .catch(&context)
                .unwrap_or_else(|error| panic!("platform.js: {error}"));
        });
        browser.tell("seed", (seed,));
        browser
    }

    /// Opens a tab, as a visit of the page.
    pub(crate) fn open(&mut self) -> u32 {
        self.opened += 1;
        let number = self.opened;
        let tab = Context::full(&self.runtime).expect("there is memory");
        let page = tab.with(|context| Persistent::save(&context, context.globals()));
        self.platform.with(|context| {
            let page: Object<'_> = page.restore(&context).expect("it is of this engine");
            page.set("number", number)
                .and_then(|()| call::<()>(&context, "openTab", (number, page, self.has_locks)))
                .catch(&context)
                .unwrap_or_else(|error| panic!("openTab: {error}"));
        });
        tab.with(|context| {
            let tab = Module::evaluate(context.clone(), "tab.js", TAB);
            tab.catch(&context)
                .unwrap_or_else(|error| panic!("tab.js: {error}"));
        });
        self.tabs.insert(number, tab);
        self.settle();
        self.within(number, "visit", ());
        number
    }

    /// The tabs that are open.
    pub(crate) fn tabs(&self) -> Vec<u32> {
        self.tabs.keys().copied().collect()
    }

    /// Ends a tab at once.
    pub(crate) fn crash(&mut self, tab: u32, is_lost: bool) {
        self.tell("crash", (tab, is_lost));
        self.tabs.remove(&tab);
    }

    /// Ends the browser at once.
    pub(crate) fn kill(&mut self, is_lost: bool) {
        self.tell("kill", (is_lost,));
        self.tabs.clear();
    }

    /// Sets what becomes of requests, in turn.
    pub(crate) fn set_weather(&self, fates: &[Fate]) {
        let fates: Value = fates.iter().map(Fate::written).collect();
        self.tell("setWeather", (fates.to_string(),));
    }

    /// Whether scripts that were not fetched yet can be.
    pub(crate) fn set_imports(&self, work: bool) {
        self.imports.set(work);
    }

    /// Calls a function of a tab.
    pub(crate) fn within<A: for<'js> IntoArgs<'js>>(&self, tab: u32, name: &str, given: A) {
        self.tabs[&tab].with(|context| {
            call::<rquickjs::Value<'_>>(&context, name, given)
                .catch(&context)
                .unwrap_or_else(|error| panic!("{name} in a tab: {error}"));
        });
        self.settle();
    }

    /// Calls a function of the platform that returns nothing.
    pub(crate) fn tell<A: for<'js> IntoArgs<'js>>(&self, name: &str, given: A) {
        self.call::<(), A>(name, given);
    }

    /// Calls a function of the platform.
    pub(crate) fn call<R, A>(&self, name: &str, given: A) -> R
    where
        R: for<'js> FromJs<'js>,
        A: for<'js> IntoArgs<'js>,
    {
        let returned = self.platform.with(|context| {
            call(&context, name, given)
                .catch(&context)
                .unwrap_or_else(|error| panic!("{name}: {error}"))
        });
        self.settle();
        returned
    }

    /// Lets time pass, in milliseconds.
    pub(crate) fn pass(&self, time: f64) {
        let until = self.elapsed() + time;
        let (mut steps, mut earlier) = (0, self.elapsed());
        while self.call("step", (until,)) {
            steps += 1;
            if steps % BUSY_STEPS == 0 {
                let now = self.elapsed();
                assert!(now > earlier + BUSY_TIME, "the scripts never rest");
                earlier = now;
            }
        }
    }

    fn elapsed(&self) -> f64 {
        self.call("elapsed", ())
    }

    /// What the storage holds: `{database, local}`.
    pub(crate) fn kept(&self) -> Value {
        serde_json::from_str(&self.call::<String, _>("kept", ())).expect("it is JSON")
    }

    /// What was noted since this was last called.
    pub(crate) fn notes(&self) -> Vec<Note> {
        self.notes.take()
    }

    /// Runs what waits for no clock.
    fn settle(&self) {
        loop {
            match self.runtime.execute_pending_job() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => panic!("a job threw: {error}"),
            }
        }
    }
}

fn call<'js, R: FromJs<'js>>(
    context: &Ctx<'js>,
    name: &str,
    given: impl IntoArgs<'js>,
) -> Result<R> {
    context.globals().get::<_, Function<'_>>(name)?.call(given)
}

/// All scripts lie in one folder.
struct Beside;

impl Resolver for Beside {
    fn resolve<'js>(
        &mut self,
        _: &Ctx<'js>,
        _: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<String> {
        Ok(name.trim_start_matches("./").to_owned())
    }
}

/// The scripts of this repository, but for the stage.
struct Scripts {
    /// Whether what comes late comes at all.
    work: Rc<Cell<bool>>,
    /// What a tab could not import: a browser may remember it.
    failed: HashSet<(u32, String)>,
}

impl Loader for Scripts {
    fn load<'js>(
        &mut self,
        context: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        let file = name.split('?').next().unwrap_or(name);
        let tab: u32 = context.globals().get("number")?;
        if LATE.contains(&file) {
            let address = (tab, name.to_owned());
            if !self.work.get() || self.failed.contains(&address) {
                self.failed.insert(address);
                return Err(Error::new_loading(name));
            }
        }
        Module::declare(context.clone(), name, source(file)?)
    }
}

fn source(file: &str) -> Result<String> {
    if file == "stage.js" {
        return Ok(STAGE.to_owned());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = match file {
        "calls.js" => "www",
        _ => "crates/embed/src",
    };
    Ok(std::fs::read_to_string(root.join(folder).join(file))?)
}
