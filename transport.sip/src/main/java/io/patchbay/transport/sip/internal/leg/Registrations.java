package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.plug.Settings;
import io.patchbay.sip.SipSettings.Registration;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the telephone registers: for each NAME {@code registration.NAME.address}, {@code
 * .registrar} (by default the host of the address), {@code .user} (by default that of the address),
 * {@code .password} (private as {@code .registration.NAME.password}) and {@code .seconds}.
 */
final class Registrations {

    private static final String PREFIX = "registration.";
    private static final Set<String> PARTS =
            Set.of("address", "registrar", "user", "password", "seconds");

    private Registrations() {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming the setting, and never a password
     */
    static List<Registration> read(Settings settings) {
        Set<String> names = new TreeSet<>();
        for (String each : settings.names()) {
            if (each.startsWith(PREFIX)) {
                int dot = each.lastIndexOf('.');
                if (dot < PREFIX.length() || !PARTS.contains(each.substring(dot + 1))) {
                    throw new IllegalArgumentException(
                            "setting '" + each + "' must end with one of " + new TreeSet<>(PARTS));
                }
                names.add(each.substring(0, dot));
            }
        }
        List<Registration> registrations = new ArrayList<>();
        for (String name : names) {
            registrations.add(registration(settings, name));
        }
        return List.copyOf(registrations);
    }

    private static Registration registration(Settings settings, String name) {
        URI address =
                LegSettings.sipUri(
                        name + ".address", settings.text(name + ".address", "(nothing)"));
        String rest = address.getSchemeSpecificPart();
        int at = rest.indexOf('@');
        String registrar =
                settings.text(
                        name + ".registrar", address.getScheme() + ":" + rest.substring(at + 1));
        String user = settings.text(name + ".user", at < 0 ? "" : rest.substring(0, at));
        if (user.isBlank()) {
            throw new IllegalArgumentException(
                    "setting '" + name + ".user' is missing: say as whom to register");
        }
        int seconds = settings.integer(name + ".seconds", 300);
        if (seconds < 30 || seconds > 86_400) {
            throw new IllegalArgumentException(
                    "setting '" + name + ".seconds' must be 30 to 86400, not " + seconds);
        }
        return new Registration(
                LegSettings.sipUri(name + ".registrar", registrar),
                address,
                user,
                Passwords.secret(name + ".password", settings.text(name + ".password", "")),
                Duration.ofSeconds(seconds));
    }
}
