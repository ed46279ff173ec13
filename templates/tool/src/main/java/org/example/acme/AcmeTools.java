package org.example.acme;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers the tools {@code acme_hours} and {@code acme_reminder}. Settings, in a container under the
 * PID {@code org.example.acme}:
 *
 * <ul>
 *   <li>{@code opens} and {@code closes}: full hours, 0 to 24
 *   <li>{@code closed}: days of the week, separated by commas
 * </ul>
 */
@Component(service = ToolSource.class, configurationPid = "org.example.acme")
public final class AcmeTools implements ToolSource {

    private static final int OPENS = 10;
    private static final int CLOSES = 18;

    /** For containers and {@link java.util.ServiceLoader}. */
    public AcmeTools() {}

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        AcmeHours hours =
                new AcmeHours(
                        settings.integer("opens", OPENS),
                        settings.integer("closes", CLOSES),
                        days(settings.text("closed", "monday")));
        AcmeReminder reminder = new AcmeReminder();
        List<Object> tools = List.of(hours, reminder);
        return new Tools() {
            @Override
            public List<Object> tools() {
                return tools;
            }

            @Override
            public void close() {
                reminder.close();
            }
        };
    }

    private static Set<DayOfWeek> days(String names) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String name : names.split(",")) {
            if (!name.isBlank()) {
                try {
                    days.add(DayOfWeek.valueOf(name.strip().toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "setting 'closed': '" + name.strip() + "' is no day of the week", e);
                }
            }
        }
        return days;
    }

    /** Its configuration changed: there is nothing to do, and no reason to go and come back. */
    @Modified
    void modified() {}
}
