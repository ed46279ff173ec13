package io.patchbay.tools.clock.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.time.Clock;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Offers {@link Clocks}. */
@Component(service = ToolSource.class)
public final class ClockTools implements ToolSource {

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        List<Object> tools = List.of(new Clocks(Clock.systemUTC()));
        return () -> tools;
    }
}
