package io.patchbay.console.plug;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.util.List;

/** What a bundle offers that a test sends; it has no tools. */
public final class LampTools implements ToolSource {

    /** For the container. */
    public LampTools() {}

    @Override
    public String name() {
        return "lamp";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        return List::of;
    }
}
