package io.patchbay.bench.internal.client;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was found over TLS, apart from the rest: session beside floor, and no targets. */
final class TlsTable {

    static final String PREFIX = "tls.";
    static final String INBOUND = PREFIX + "inbound.";
    static final String CONNECT = PREFIX + "connect.";
    static final String WALL = PREFIX + "wall.";
    static final String HEAP = PREFIX + "heap.";
    static final String HELD = PREFIX + "held.";

    private record Row(String name, String session, String floor) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row(
                            "inbound 20 ms event, CPU us, floor (b)",
                            INBOUND + "session",
                            INBOUND + "streaming"),
                    new Row(
                            "inbound 20 ms event, CPU us, floor (a)",
                            INBOUND + "session",
                            INBOUND + "lean"),
                    send("on the loop", "loop"),
                    send("from a thread", "thread"),
                    idle("connect, CPU us", CONNECT),
                    idle("connect, time p50, us", WALL),
                    idle("live heap per idle session, kB", HEAP),
                    idle("idle sessions held", HELD));

    private TlsTable() {}

    private static Row send(String where, String id) {
        String of = PREFIX + "send." + id;
        return new Row("sendAudio " + where + ", CPU us", of + ".session", of + ".bare");
    }

    private static Row idle(String name, String of) {
        return new Row(name, of + "session", of + "lean");
    }

    /** Whether this figure is shown here and nowhere else. */
    static boolean has(Figure figure) {
        return figure.id().startsWith(PREFIX);
    }

    /** The table, or nothing where TLS was not measured. */
    static String of(Results results) {
        if (results.figures().stream().noneMatch(TlsTable::has)) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        out.append(
                String.format(
                        Locale.ROOT,
                        "%n%-42s %-26s %-26s %5s%n",
                        "over TLS (JDK), no targets",
                        "full session",
                        "bare Netty",
                        "ratio"));
        for (Row row : ROWS) {
            Optional<Figure> session = results.figure(row.session());
            Optional<Figure> floor = results.figure(row.floor());
            if (session.isPresent() && floor.isPresent()) {
                out.append(
                        String.format(
                                Locale.ROOT,
                                "%-42s %-26s %-26s %5.2f%n",
                                row.name(),
                                cell(session.get()),
                                cell(floor.get()),
                                session.get().median() / floor.get().median()));
            }
        }
        return out.toString();
    }

    private static String cell(Figure figure) {
        return Report.number(figure.median())
                + " ["
                + Report.number(figure.min())
                + " .. "
                + Report.number(figure.max())
                + "]";
    }
}
