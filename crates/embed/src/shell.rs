//! Which prompt stands, and the loop of what happens to them.

use std::cell::RefCell;

use prompt::{Act, STYLE, tab};
use survey::node::Node as _;
use survey::run::Event;

use crate::asked::{Asked, Scene};
use crate::node::JsNode;
use crate::platform::{self, Report};
use crate::run::Prompt;

/// What happens to the shell. One is finished before the next is begun, also when a listener of the
/// host page calls back in the middle.
type Call = Box<dyn FnOnce(&mut Shell)>;

#[derive(Default)]
struct Shell {
    /// Runs that are not over; at most one of them stands.
    prompts: Vec<Prompt>,
    tab: Option<Tab>,
}

/// A tab that opens a survey. It is seen while no card stands.
struct Tab {
    /// What the survey is read from, each time it is opened.
    gathered: JsNode,
    scene: Scene,
    drawn: bool,
}

thread_local! {
    static CALLS: RefCell<Vec<Call>> = RefCell::default();
    static SHELL: RefCell<Shell> = RefCell::default();
}

/// Hears from the browser from now on.
pub(crate) fn listen() {
    platform::listen(|report, data| {
        call(Box::new(move |shell| shell.reported(report, JsNode(data))));
    });
}

/// Takes down the prompt that stands, else the tab.
pub(crate) fn close() {
    call(Box::new(Shell::close));
}

fn call(call: Call) {
    CALLS.with_borrow_mut(|calls| calls.push(call));
    SHELL.with(|shell| {
        // Held already: whoever holds it goes on with what was just queued.
        let Ok(mut shell) = shell.try_borrow_mut() else {
            return;
        };
        while let Some(call) = CALLS.with_borrow_mut(first) {
            call(&mut shell);
            shell.go_on();
        }
    });
}

/// Takes the first out. These queues hold one or two.
fn first<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}

/// What the visitor does in the prompt that stands.
fn act(act: Act) {
    let event = match act {
        Act::Rate(rating) => Event::Rated(rating),
        Act::Comment(comment) => Event::Commented(comment),
        #[cfg(feature = "everything")]
        Act::Choose { chosen, other } => Event::Chose { chosen, other },
        #[cfg(feature = "everything")]
        Act::Reach { fields, consented } => Event::Reached { fields, consented },
        #[cfg(feature = "everything")]
        Act::Read => Event::Read,
        #[cfg(feature = "everything")]
        Act::Copy(code) => return call(Box::new(move |shell| shell.copy(&code))),
        // Nothing of the kind is drawn.
        #[cfg(not(feature = "everything"))]
        Act::Choose { .. } | Act::Reach { .. } | Act::Read | Act::Copy(_) => return,
        Act::Skip => Event::Skipped,
        Act::Back => Event::Returned,
        Act::Open => return call(Box::new(Shell::open)),
        Act::Close => Event::Dismissed,
    };
    call(Box::new(move |shell| shell.happened(event)));
}

impl Shell {
    fn close(&mut self) {
        if self.standing().is_some() {
            self.happened(Event::Dismissed);
        } else {
            self.drop_tab();
        }
    }

    #[cfg(feature = "everything")]
    fn copy(&mut self, code: &str) {
        if let Some(prompt) = self.standing() {
            prompt.copy(code);
        }
    }

    fn standing(&mut self) -> Option<&mut Prompt> {
        self.prompts.iter_mut().find(|prompt| prompt.stands())
    }

    /// Lets go of what is over; where nothing stands then, the next has its turn, and the tab is shown.
    fn go_on(&mut self) {
        self.prompts.retain(|prompt| !prompt.is_over());
        if self.standing().is_some() {
            return;
        }
        platform::next();
        if let Some(tab) = &mut self.tab
            && !tab.drawn
            && platform::is_clear()
        {
            tab.raise();
        }
    }

    /// Goes on with the run that was not over when the page was left, else begins one.
    fn start(&mut self, asked: Asked) {
        let gathered = asked.gathered.clone();
        let Some(saved) = asked.saved() else {
            return self.begin(asked);
        };
        if let Some(prompt) = Prompt::resume(asked, &saved, act) {
            self.prompts.push(prompt);
            return;
        }
        platform::forget();
        if let Some(asked) = Asked::read(gathered) {
            self.begin(asked);
        }
    }

    #[inline(never)]
    fn begin(&mut self, asked: Asked) {
        self.prompts.push(Prompt::start(asked, act));
    }

    fn happened(&mut self, event: Event) {
        if let Some(prompt) = self.standing() {
            prompt.step(event);
        }
    }

    fn open(&mut self) {
        let Some(tab) = &mut self.tab else { return };
        if std::mem::take(&mut tab.drawn) {
            platform::open();
            if let Some(asked) = Asked::read(tab.gathered.clone()) {
                self.begin(asked);
            }
        }
    }

    fn drop_tab(&mut self) {
        if let Some(mut tab) = self.tab.take() {
            tab.lower();
        }
    }

    fn reported(&mut self, report: Report, data: JsNode) {
        if let Report::Asked = report {
            return self.asked(data);
        }
        let id = data.member("id").and_then(|id| id.text());
        let mut of = self.prompts.iter_mut();
        let Some(prompt) = of.find(|prompt| Some(&prompt.id) == id.as_ref()) else {
            return;
        };
        match report {
            Report::Kept => prompt.step(Event::Kept),
            Report::Unkept => prompt.step(Event::Unkept),
            Report::Tallied => {
                if let Some(counts) = data.member("counts") {
                    prompt.tallied(&counts);
                }
            }
            Report::Left => prompt.step(Event::Left),
            Report::Closed => prompt.step(Event::Dismissed),
            Report::Asked | Report::Free => {}
        }
    }

    /// Shows it, if it is due: it is its turn.
    fn asked(&mut self, gathered: JsNode) {
        let Some(mut asked) = Asked::read(gathered) else {
            return;
        };
        if asked.scene.setting.position == "tab" {
            self.drop_tab();
            self.tab = Some(Tab {
                gathered: asked.gathered.clone(),
                scene: asked.scene.clone(),
                drawn: false,
            });
            if asked.saved().is_none() {
                return;
            }
        }
        if asked.saved().is_some() || asked.is_due() {
            if let Some(tab) = &mut self.tab {
                tab.lower();
            }
            self.start(asked);
        }
    }
}

impl Tab {
    fn raise(&mut self) {
        if let Ok(place) = platform::raise(STYLE, "", false, "") {
            let Scene { setting, words, .. } = &self.scene;
            tab(&place, *setting, words, act);
            self.drawn = true;
            platform::drawn();
        }
    }

    fn lower(&mut self) {
        if std::mem::take(&mut self.drawn) {
            platform::fall();
        }
    }
}
