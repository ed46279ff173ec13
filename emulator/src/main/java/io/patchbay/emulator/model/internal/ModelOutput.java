package io.patchbay.emulator.model.internal;

/** One output item of a response. */
public sealed interface ModelOutput {

    /**
     * Words for the user.
     *
     * @param text what to say or write
     */
    record Say(String text) implements ModelOutput {}

    /**
     * A call of a tool.
     *
     * @param tool which
     * @param arguments JSON text
     */
    record Call(ToolSpec tool, String arguments) implements ModelOutput {}
}
