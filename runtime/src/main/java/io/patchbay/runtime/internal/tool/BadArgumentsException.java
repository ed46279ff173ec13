package io.patchbay.runtime.internal.tool;

/** The model's arguments do not fit; the message is a sentence that it can act on. */
final class BadArgumentsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadArgumentsException(String sentence) {
        super(sentence, null, false, false);
    }
}
