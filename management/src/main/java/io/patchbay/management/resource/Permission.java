package io.patchbay.management.resource;

/** What somebody may do (RULES 50); each includes those before it. */
public enum Permission {
    /** See that there are sessions and plugs, and how they fare; nothing that anybody said. */
    OBSERVE,
    /** See and hear what is said: words, arguments and results of tools, sound, recordings. */
    CONTENT,
    /** Change something: decide, interrupt, end, exchange plugs. */
    CONTROL;

    /** Whether who has this may do what asks for {@code other}. */
    public boolean includes(Permission other) {
        return compareTo(other) >= 0;
    }
}
