package io.patchbay.management;

import java.util.Objects;

/** A change was not made; the message is one sentence that says why and what to do. */
public final class PlugRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is wrong. */
    public enum Reason {
        /** There is no such file, folder or artifact, or it may not be used. */
        NO_SOURCE,
        /** It is larger than may be. */
        TOO_LARGE,
        /** It cannot be read as a jar. */
        BROKEN,
        /** A jar, but no bundle that could be a plug. */
        NO_BUNDLE,
        /** It needs what the container does not have. */
        UNRESOLVED,
        /** Its start, or making what it offers, failed. */
        FAILED,
        /** It offers nothing. */
        NO_PLUG,
        /** The same name and version is there. */
        DUPLICATE,
        /** It belongs to the platform. */
        FIXED,
        /** Sessions are live. */
        IN_USE,
        /** No such bundle is installed. */
        UNKNOWN,
        /** There is no version before. */
        NO_PREVIOUS,
        /** Sessions could not move to the new version. */
        ROLLED_BACK,
        /** It is given by the watched folder. */
        WATCHED,
        /** Too many changes wait, or the service is stopping. */
        BUSY
    }

    /** A refusal in one sentence. */
    public PlugRefusedException(Reason reason, String message) {
        super(Objects.requireNonNull(message, "message"));
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** The kind of reason, for programs. */
    public Reason reason() {
        return reason;
    }

    /** The sentence, for people. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
