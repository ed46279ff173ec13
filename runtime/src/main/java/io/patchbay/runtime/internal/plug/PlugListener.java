package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugKind;

/** Hears that what is plugged in changed. */
@FunctionalInterface
public interface PlugListener {

    /**
     * What is offered of {@code kind} changed: look-ups may give something else now. On the thread
     * of the change; must not block.
     */
    void onChanged(PlugKind kind);
}
