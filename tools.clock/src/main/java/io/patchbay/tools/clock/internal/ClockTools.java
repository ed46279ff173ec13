package io.patchbay.tools.clock.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.time.Clock;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers {@link Clocks}.
 *
 * <p>Settings, under the PID {@code io.patchbay.tools.clock}: {@code hours} is 12 or 24, by which
 * clock times are told; 12 unless set.
 */
@Component(service = ToolSource.class, configurationPid = "io.patchbay.tools.clock")
public final class ClockTools implements ToolSource {

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        List<Object> tools = List.of(new Clocks(Clock.systemUTC(), hours(settings)));
        return () -> tools;
    }

    private static int hours(Settings settings) {
        int hours = settings.integer("hours", 12);
        if (hours != 12 && hours != 24) {
            throw new IllegalArgumentException("setting 'hours' must be 12 or 24, not " + hours);
        }
        return hours;
    }

    /** Its configuration changed; that there is this method keeps the service registered. */
    @Modified
    void modified() {}
}
