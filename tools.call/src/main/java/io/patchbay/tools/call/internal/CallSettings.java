package io.patchbay.tools.call.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.DigitRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an operator allows agents to do with calls.
 *
 * @param targets {@code target.NAME}: addresses ({@code sip:}, {@code sips:}, {@code tel:}) to
 *     which a call may be transferred, by the names that the model knows; none by default, and then
 *     there is no {@code transfer_call}
 * @param purposes {@code target.NAME.for}: what a target is for, so that the model chooses well
 * @param transferLimit {@code transfer.limit}: milliseconds that a transfer may take; 60000
 * @param tools {@code tools}: names of the tools that are offered, by commas; all by default
 * @param approval {@code approval}: names of the tools whose calls need somebody's consent, by
 *     commas; none by default
 * @param maxSent {@code send.max}: the most keys that are sent with one call; 32
 * @param maxCollected {@code digits.max}: the most digits that may be asked for; 20
 * @param first {@code digits.first}: milliseconds that a caller has for the first digit; 10000
 * @param between {@code digits.between}: milliseconds between two digits; 5000
 * @param terminators {@code digits.terminators}: keys that end the input; {@code #}
 * @param sensitive {@code digits.sensitive}: whether the model, the history and the events must not
 *     see digits; they go to the application then, which has to be a {@link
 *     io.patchbay.api.session.DigitsReceiver}; false
 */
record CallSettings(
        Map<String, URI> targets,
        Map<String, String> purposes,
        Duration transferLimit,
        Set<String> tools,
        Set<String> approval,
        int maxSent,
        int maxCollected,
        Duration first,
        Duration between,
        String terminators,
        boolean sensitive) {

    private static final String TARGET = "target.";
    private static final String PURPOSE = ".for";
    private static final Set<String> ALL =
            Set.of(TransferCall.NAME, EndCall.NAME, SendDigits.NAME, CollectDigits.NAME);
    private static final Set<String> SCHEMES = Set.of("sip", "sips", "tel");
    private static final int MAX_TARGETS = 100;

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static CallSettings of(Settings settings) {
        Map<String, URI> targets = new TreeMap<>();
        Map<String, String> purposes = new TreeMap<>();
        for (String name : settings.names()) {
            if (!name.startsWith(TARGET)) {
                continue;
            }
            String value = settings.text(name, "");
            String rest = name.substring(TARGET.length());
            if (rest.endsWith(PURPOSE)) {
                purposes.put(rest.substring(0, rest.length() - PURPOSE.length()), value);
            } else {
                targets.put(named(name, rest), address(name, value));
            }
        }
        if (targets.size() > MAX_TARGETS) {
            throw new IllegalArgumentException(
                    "there are " + targets.size() + " targets, and at most " + MAX_TARGETS);
        }
        for (String name : purposes.keySet()) {
            if (!targets.containsKey(name)) {
                throw new IllegalArgumentException(
                        "setting 'target."
                                + name
                                + ".for' has no 'target."
                                + name
                                + "' with an address");
            }
        }
        return new CallSettings(
                Map.copyOf(targets),
                Map.copyOf(purposes),
                time(settings, "transfer.limit", 60_000),
                names(settings, "tools", ALL),
                names(settings, "approval", Set.of()),
                number(settings, "send.max", 32),
                number(settings, "digits.max", 20),
                time(settings, "digits.first", 10_000),
                time(settings, "digits.between", 5_000),
                keys(settings),
                settings.flag("digits.sensitive", false));
    }

    boolean offered(String tool) {
        return tools.contains(tool);
    }

    private static String named(String setting, String name) {
        if (!name.matches("[A-Za-z0-9_-]{1,40}")) {
            throw new IllegalArgumentException(
                    "setting '"
                            + setting
                            + "' must be target.NAME with a name of 1 to 40 letters, digits, '_' and"
                            + " '-'");
        }
        return name;
    }

    private static URI address(String setting, String value) {
        URI address;
        try {
            address = URI.create(value.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting '" + setting + "' must be an address such as sip:sales@example.org",
                    e);
        }
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException(
                    "setting '"
                            + setting
                            + "' must begin with sip:, sips: or tel:, not '"
                            + scheme
                            + ":'");
        }
        return address;
    }

    private static Set<String> names(Settings settings, String name, Set<String> otherwise) {
        String text = settings.text(name).orElse(null);
        if (text == null) {
            return otherwise;
        }
        Set<String> named = new TreeSet<>();
        Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .forEach(named::add);
        for (String each : named) {
            if (!ALL.contains(each)) {
                throw new IllegalArgumentException(
                        "setting '"
                                + name
                                + "' names '"
                                + each
                                + "', and there are "
                                + new TreeSet<>(ALL));
            }
        }
        return Set.copyOf(named);
    }

    private static Duration time(Settings settings, String name, int otherwise) {
        Duration time = settings.millis(name, Duration.ofMillis(otherwise));
        if (time.isZero() || time.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must be 1 to 600000 ms, not " + time.toMillis());
        }
        return time;
    }

    private static int number(Settings settings, String name, int otherwise) {
        int number = settings.integer(name, otherwise);
        if (number < 1 || number > DigitRequest.MAX_COUNT) {
            throw new IllegalArgumentException(
                    "setting '"
                            + name
                            + "' must be 1 to "
                            + DigitRequest.MAX_COUNT
                            + ", not "
                            + number);
        }
        return number;
    }

    private static String keys(Settings settings) {
        String keys = settings.text("digits.terminators", "#");
        if (!keys.matches("[0-9*#A-D]*")) {
            throw new IllegalArgumentException(
                    "setting 'digits.terminators' must be telephone keys, 0-9 * # A-D");
        }
        return keys;
    }
}
