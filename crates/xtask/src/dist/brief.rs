//! What the glue of a prompt says in fewer bytes than wasm-bindgen does.
//!
//! wasm-bindgen writes for whatever knows JavaScript, and for modules that pass millions of texts. A
//! prompt passes a few hundred, in a window of a supported browser: it needs no views that are kept
//! between calls, no second way to encode, and no decoder that is renewed.

use anyhow::{Result, bail};

/// A function by the line that it begins with, and what it is instead. A glue may lack it.
const FUNCTIONS: &[(&str, &str)] = &[
    (
        "function getDataViewMemory0() {",
        "return new DataView(wasm.memory.buffer);",
    ),
    (
        "function getUint8ArrayMemory0() {",
        "return new Uint8Array(wasm.memory.buffer);",
    ),
    (
        "function passStringToWasm0(arg, malloc, realloc) {",
        "const bytes = cachedTextEncoder.encode(arg);
    const ptr = malloc(bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, ptr);
    WASM_VECTOR_LEN = bytes.length;
    return ptr;",
    ),
    (
        "function getStringFromWasm0(ptr, len) {",
        "return cachedTextDecoder.decode(new Uint8Array(wasm.memory.buffer, ptr, len));",
    ),
    (
        "function getArrayU8FromWasm0(ptr, len) {",
        "return new Uint8Array(wasm.memory.buffer, ptr, len);",
    ),
    // What lies beyond the end of the list is free, and so is what comes after it.
    (
        "function addHeapObject(obj) {",
        "const idx = heap_next;
    heap_next = heap[idx] ?? idx + 1;
    heap[idx] = obj;
    return idx;",
    ),
    // Nothing in Rust drops a closure that JavaScript may call: it goes when JavaScript lets it go,
    // and then it is not being called.
    (
        "function makeClosure(arg0, arg1, f) {",
        "const real = (...args) => f(arg0, arg1, ...args);
    CLOSURE_DTORS.register(real, { a: arg0, b: arg1 });
    return real;",
    ),
];

/// Other lines. A glue may lack them as well.
const LINES: &[(&str, &str)] = &[
    ("\ncachedTextDecoder.decode();", ""),
    (", wasm.__wbindgen_realloc)", ")"),
    // Its memory stays far below two gigabytes, so no address is a negative number.
    ("(arg0 >>> 0) + 4 * 0", "arg0"),
    ("(arg0 >>> 0) + 4 * 1", "arg0 + 4"),
    ("(arg0 >>> 0) + 8 * 1", "arg0 + 8"),
    // A prompt stands in a window, whatever else there may be.
    (
        "typeof globalThis === 'undefined' ? undefined : globalThis",
        "self",
    ),
    ("typeof self === 'undefined' ? undefined : self", "self"),
    ("typeof window === 'undefined' ? undefined : window", "self"),
    ("typeof global === 'undefined' ? undefined : global", "self"),
    (
        "let result;
    try {
        result = getObject(arg0) instanceof Window;
    } catch (_) {
        result = false;
    }
    const ret = result;",
        "const ret = getObject(arg0) instanceof Window;",
    ),
];

/// The glue, said briefly.
///
/// # Errors
/// When a function does not end as wasm-bindgen ends its functions, and when Rust may drop a closure
/// that JavaScript holds.
pub(super) fn brief(glue: &str) -> Result<String> {
    if glue.contains("export function __wbg__wbg_cb_unref") {
        bail!("Rust may drop a closure that JavaScript holds, which the brief glue does not know");
    }
    let mut brief = glue.to_owned();
    for (line, body) in FUNCTIONS {
        let Some((before, rest)) = brief.split_once(line) else {
            continue;
        };
        let Some((_, after)) = rest.split_once("\n}\n") else {
            bail!("`{line}` has no end in the glue");
        };
        brief = format!("{before}{line}\n    {body}\n}}\n{after}");
    }
    let said = |glue: String, (from, to): &(&str, &str)| glue.replace(from, to);
    Ok(LINES.iter().fold(brief, said))
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn a_function_is_said_anew_and_the_rest_stays() {
        let glue = "\
const before = 1;
function getDataViewMemory0() {
    if (cachedDataViewMemory0 === null) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
    return cachedDataViewMemory0;
}
const after = 2;
";
        let expected = "\
const before = 1;
function getDataViewMemory0() {
    return new DataView(wasm.memory.buffer);
}
const after = 2;
";
        assert_eq!(brief(glue).unwrap(), expected);
    }

    #[test]
    fn lines_are_said_anew_wherever_they_stand() {
        let glue = "pass(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);\n\
            view.setInt32((arg0 >>> 0) + 4 * 1, length, true);\n";
        let expected = "pass(text, wasm.__wbindgen_malloc);\n\
            view.setInt32(arg0 + 4, length, true);\n";
        assert_eq!(brief(glue).unwrap(), expected);
    }

    #[test]
    fn what_is_not_there_is_not_missed() {
        assert_eq!(brief("let wasm;\n").unwrap(), "let wasm;\n");
    }

    #[test]
    fn a_function_without_an_end_is_refused() {
        assert!(brief("function getDataViewMemory0() { return 1; }\n").is_err());
    }

    #[test]
    fn a_closure_that_rust_drops_is_refused() {
        assert!(brief("export function __wbg__wbg_cb_unref_1(arg0) {\n}\n").is_err());
    }
}
