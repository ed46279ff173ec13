package io.patchbay.console.internal.webconsole;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.management.PlugBundle;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugControl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the page shows; nothing of it is content of a call. */
final class Overview {

    private static final int NEWEST = 20;

    private final PlugControl control;
    private final PlugDirectory plugs;
    private final SessionDirectory sessions;

    Overview(PlugControl control, PlugDirectory plugs, SessionDirectory sessions) {
        this.control = control;
        this.plugs = plugs;
        this.sessions = sessions;
    }

    /** The checks, the worst first. */
    void health(Html html, JsonNode health) {
        List<JsonNode> checks = new ArrayList<>();
        health.path("checks").forEach(checks::add);
        checks.sort((one, other) -> Integer.compare(rank(other), rank(one)));
        html.table("Health", "Check", "Status", "What was found", "What to do");
        for (JsonNode check : checks) {
            for (JsonNode entry : check.path("entries")) {
                html.row(
                        List.of(
                                check.path("name").asString(""),
                                entry.path("status").asString(""),
                                entry.path("message").asString(""),
                                entry.path("hint").asString("")));
            }
        }
        html.end(checks.size(), "No check was asked yet.");
    }

    private static int rank(JsonNode check) {
        return switch (check.path("status").asString("")) {
            case "ok" -> 0;
            case "warn" -> 1;
            default -> 2;
        };
    }

    /** The bundles that are plugs, with a way to remove each. */
    void plugs(Html html, Nonces nonces) {
        List<PlugBundle> bundles = control.bundles();
        html.table("Plugs", "Bundle", "Version", "State", "From", "Offers", "Sessions", "Change");
        for (PlugBundle bundle : bundles) {
            html.raw("<tr>")
                    .element("td", bundle.name())
                    .element("td", bundle.version())
                    .element("td", word(bundle.state()))
                    .element("td", word(bundle.origin()))
                    .element("td", offers(bundle))
                    .element(
                            "td",
                            String.valueOf(bundle.plugs().stream().mapToInt(PlugInfo::users).sum()))
                    .raw("<td>");
            form(html, nonces, "remove");
            html.raw("<input type=\"hidden\" name=\"bundle\" value=\"")
                    .text(bundle.name() + ":" + bundle.version())
                    .raw("\"><button type=\"submit\" aria-label=\"Remove ")
                    .text(bundle.name() + " " + bundle.version())
                    .raw("\">Remove</button></form></td></tr>");
        }
        html.end(bundles.size(), "There is no plug.");
        form(html, nonces, "update");
        html.raw("<label>Update or install: ")
                .raw("<input type=\"text\" name=\"source\" size=\"60\" required")
                .raw(" placeholder=\"/path/to/plug.jar or group:artifact:version\"></label> ")
                .raw("<button type=\"submit\">Update</button></form>");
    }

    private static String offers(PlugBundle bundle) {
        List<String> offers = new ArrayList<>();
        bundle.plugs()
                .forEach(
                        plug ->
                                offers.add(
                                        word(plug.kind())
                                                + " "
                                                + plug.name()
                                                + (plug.state() == PlugInfo.State.ACTIVE
                                                        ? ""
                                                        : " (" + word(plug.state()) + ")")));
        bundle.refusals().forEach(no -> offers.add(word(no.kind()) + " refused: " + no.reason()));
        return String.join(", ", offers);
    }

    private static void form(Html html, Nonces nonces, String action) {
        html.raw("<form method=\"post\"><input type=\"hidden\" name=\"nonce\" value=\"")
                .text(nonces.next())
                .raw("\"><input type=\"hidden\" name=\"action\" value=\"")
                .text(action)
                .raw("\">");
    }

    /** The live sessions. */
    void sessions(Html html) {
        List<SessionInfo> live = sessions.sessions();
        html.table("Sessions", "Session", "State", "Agent", "Line", "Caller", "Age", "Tokens");
        live.forEach(
                session ->
                        html.row(
                                List.of(
                                        session.id(),
                                        word(session.state()),
                                        orDash(session.agent()),
                                        session.provider() == null
                                                ? "-"
                                                : session.provider()
                                                        + " over "
                                                        + session.transport(),
                                        orDash(session.leg()),
                                        session.age().toSeconds() + " s",
                                        String.valueOf(session.usage().totalTokens()))));
        html.end(live.size(), "There is no session now.");
    }

    /** The newest swaps under sessions and the newest changes of plugs. */
    void history(Html html) {
        List<SwapRecord> swaps = newest(plugs.swaps());
        html.table(
                "Swaps", "At", "Session", "Kind", "From", "To", "Outcome", "Took", "Held", "Lost",
                "Silence");
        for (SwapRecord record : swaps) {
            Swap swap = record.swap();
            html.row(
                    List.of(
                            record.at().toString(),
                            record.sessionId(),
                            word(swap.kind()),
                            String.valueOf(Objects.requireNonNullElse(swap.from(), "-")),
                            String.valueOf(Objects.requireNonNullElse(swap.to(), "-")),
                            word(swap.outcome()),
                            swap.took().toMillis() + " ms",
                            swap.audioHeld().toMillis() + " ms",
                            swap.audioLost().toMillis() + " ms",
                            swap.silence().toMillis() + " ms"));
        }
        html.end(swaps.size(), "Nothing was swapped under a session yet.");
        List<PlugChange> changes = newest(control.history());
        html.table("Changes", "At", "What", "Bundle", "From", "To", "Outcome", "Detail");
        changes.forEach(
                change ->
                        html.row(
                                List.of(
                                        change.at().toString(),
                                        word(change.action()),
                                        change.bundle(),
                                        orDash(change.from()),
                                        orDash(change.to()),
                                        word(change.outcome()),
                                        orDash(change.detail()))));
        html.end(changes.size(), "No plug was changed yet.");
    }

    private static <T> List<T> newest(List<T> all) {
        List<T> newest = new ArrayList<>(all.subList(Math.max(0, all.size() - NEWEST), all.size()));
        Collections.reverse(newest);
        return newest;
    }

    /** What became of changes, in a line. */
    static String done(List<PlugChange> changes) {
        return changes.stream()
                .map(
                        change ->
                                "%s %s: %s"
                                        .formatted(
                                                word(change.action()),
                                                change.bundle(),
                                                word(change.outcome())))
                .collect(Collectors.joining("; "));
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
