package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.LineHealth.State;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the ways to models fare, over all sessions of a runtime: after {@value #TOLERATED} failures
 * in a row a way cools down, which means that it is tried last; after that one session probes it.
 * Keeps names and words only, of {@value #KEPT} ways at most. For any thread; reading takes no
 * lock.
 */
public final class ProviderHealth {
    /** So many connects in a row may fail before a way cools down. */
    static final int TOLERATED = 3;

    /** How long it cools down at first; twice as long after each probe that fails. */
    static final Duration FIRST_COOLING = Duration.ofSeconds(10);

    /** What that does not grow beyond. */
    static final Duration LONGEST_COOLING = Duration.ofMinutes(5);

    private static final int KEPT = 256;
    private static final int WORDS = 200;
    private static final Pattern USER = Pattern.compile("://[^/@\\s]*@");
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s'\")\\]]*");

    private record Way(
            String transport, String provider, @Nullable String profile, @Nullable String address) {
        static Way of(LineChoice choice) {
            return new Way(
                    choice.transport(),
                    choice.provider(),
                    choice.profile(),
                    choice.url() == null ? null : Endpoint.shown(choice.url()));
        }
    }

    /** What is known of one way; {@code until} and {@code since} in time of the loops. */
    private record Known(
            State state,
            int failures,
            @Nullable String reason,
            long cooling,
            long until,
            @Nullable Instant shownUntil,
            long since) {
        static final Known NOTHING = new Known(State.HEALTHY, 0, null, 0, 0, null, 0);
    }

    private final DoubleSupplier random;
    private final Map<Way, Known> ways = new ConcurrentHashMap<>();

    /**
     * Nothing is known yet.
     *
     * @param random numbers from 0 to 1, without 1, so that runtimes do not come back all at once
     */
    public ProviderHealth(DoubleSupplier random) {
        this.random = random;
    }

    /** Whether a choice is to be tried after others, because it is not well. */
    boolean tryLast(LineChoice choice, long now) {
        Known known = ways.get(Way.of(choice));
        return known != null
                && (known.state() == State.PROBING
                        || known.state() == State.COOLING_DOWN && now - known.until() < 0);
    }

    /**
     * A choice is tried. The first one after the cooling is the probe, and keeps others away until
     * it is told how it went.
     *
     * @return whether it is the probe
     */
    boolean trying(LineChoice choice, long now) {
        boolean[] probe = new boolean[1];
        ways.computeIfPresent(
                Way.of(choice),
                (way, known) -> {
                    probe[0] = known.state() == State.COOLING_DOWN && now - known.until() >= 0;
                    return probe[0] ? with(known, State.PROBING, known.until()) : known;
                });
        return probe[0];
    }

    private static Known with(Known known, State state, long until) {
        return new Known(
                state,
                known.failures(),
                known.reason(),
                known.cooling(),
                until,
                known.shownUntil(),
                known.since());
    }

    /** A connect went well: the way is well. */
    void succeeded(LineChoice choice, long now) {
        change(choice, known -> new Known(State.HEALTHY, 0, known.reason(), 0, 0, null, now));
    }

    /** A connect that came to no end, for reasons of ours; if it was the probe another may be. */
    void abandoned(LineChoice choice, boolean probe, long now) {
        if (probe) {
            change(
                    choice,
                    known ->
                            known.state() == State.PROBING
                                    ? with(known, State.COOLING_DOWN, now)
                                    : known);
        }
    }

    /** A connect failed; whether that says anything about the way is decided here. */
    void failed(LineChoice choice, CloseReason reason, boolean probe, long now) {
        if (!reason.retryable() && reason.cause() != CloseReason.Cause.PROTOCOL) {
            abandoned(choice, probe, now); // it answered: about a key, an account, a configuration
            return;
        }
        String words = words(reason);
        change(choice, known -> failed(known, words, probe, now));
    }

    private Known failed(Known known, String words, boolean probe, long now) {
        int failures = known.failures() + 1;
        State state = known.state();
        long cooling = known.cooling();
        if (state == State.HEALTHY && failures < TOLERATED) {
            return new Known(State.HEALTHY, failures, words, 0, 0, null, known.since());
        }
        if (state == State.HEALTHY) {
            cooling = FIRST_COOLING.toNanos();
        } else if (probe) {
            cooling = Math.min(cooling * 2, LONGEST_COOLING.toNanos());
        } else {
            // tried for want of others: that it fails still is no news, and the probe is another's
            return new Known(
                    state,
                    failures,
                    words,
                    cooling,
                    known.until(),
                    known.shownUntil(),
                    known.since());
        }
        long rest = cooling / 2 + (long) (cooling / 2.0 * random.getAsDouble());
        return new Known(
                State.COOLING_DOWN,
                failures,
                words,
                cooling,
                now + rest,
                Instant.now().plusNanos(rest),
                known.since());
    }

    /** A plug of this name is new: what cools down because of the old one may be probed at once. */
    public void renewed(PlugKind kind, String name) {
        if (kind != PlugKind.TRANSPORT && kind != PlugKind.PROVIDER) {
            return;
        }
        for (Way way : ways.keySet()) {
            if (name.equals(kind == PlugKind.TRANSPORT ? way.transport() : way.provider())) {
                ways.computeIfPresent(
                        way,
                        (same, known) ->
                                known.state() == State.COOLING_DOWN
                                        ? new Known(
                                                State.HEALTHY,
                                                TOLERATED - 1,
                                                known.reason(),
                                                0,
                                                0,
                                                null,
                                                known.since())
                                        : known);
            }
        }
    }

    private void change(LineChoice choice, UnaryOperator<Known> change) {
        Way way = Way.of(choice);
        if (!ways.containsKey(way) && ways.size() >= KEPT) {
            forgetOne();
        }
        ways.compute(way, (same, known) -> change.apply(known == null ? Known.NOTHING : known));
    }

    /** The one that was well for the longest time goes, or the one that was bad for as long. */
    private void forgetOne() {
        ways.entrySet().stream()
                .min(
                        Comparator.<Map.Entry<Way, Known>>comparingInt(
                                        entry -> entry.getValue().failures() == 0 ? 0 : 1)
                                .thenComparingLong(entry -> entry.getValue().since()))
                .ifPresent(entry -> ways.remove(entry.getKey()));
    }

    /** What is known, sorted by names. A snapshot. */
    public List<LineHealth> list() {
        return ways.entrySet().stream()
                .map(entry -> shown(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparing(LineHealth::provider)
                                .thenComparing(LineHealth::transport)
                                .thenComparing(line -> String.valueOf(line.profile()))
                                .thenComparing(line -> String.valueOf(line.address())))
                .toList();
    }

    private static LineHealth shown(Way way, Known known) {
        return new LineHealth(
                way.transport(),
                way.provider(),
                way.profile(),
                way.address(),
                known.state(),
                known.failures(),
                known.reason(),
                known.shownUntil());
    }

    /** A reason in so many words, without what an address may hold of secrets. */
    private static String words(CloseReason reason) {
        String text = QUERY.matcher(USER.matcher(reason.text()).replaceAll("://")).replaceAll("");
        return (reason.code() == 0 ? "" : reason.code() + " ")
                + (text.length() > WORDS ? text.substring(0, WORDS) : text);
    }
}
