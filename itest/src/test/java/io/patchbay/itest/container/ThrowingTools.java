package io.patchbay.itest.container;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.util.List;

/** Tools of a bundle that is broken: they fail before they are offered. */
public final class ThrowingTools implements ToolSource {

    /** For the container. */
    public ThrowingTools() {}

    void activate() {
        throw new IllegalStateException("no such lamp");
    }

    @Override
    public String name() {
        return "throwing";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        return List::of;
    }
}
