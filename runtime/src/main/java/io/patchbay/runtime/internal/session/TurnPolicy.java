package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.InterruptionPolicy.Mode;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import org.jspecify.annotations.Nullable;

/**
 * What the interruption policy, and an utterance that is protected, make of the turn detection that
 * was chosen (RULES 16). On the loop.
 */
final class TurnPolicy {
    private final InterruptionPolicy policy;
    private final boolean begunSilent;
    private boolean shielded;
    private boolean everShielded;
    private boolean gated;
    private boolean everGated;

    /**
     * On no line yet.
     *
     * @param begunSilent whether the server was told not to answer before the line stood
     */
    TurnPolicy(InterruptionPolicy policy, boolean begunSilent) {
        this.policy = policy;
        this.begunSilent = begunSilent;
    }

    InterruptionPolicy policy() {
        return policy;
    }

    /** Something is said that speech must not interrupt, or no more. */
    void shield(boolean on) {
        shielded = on;
        everShielded |= on;
    }

    /** The caller's words are judged before they are answered, or no more. */
    void gate(boolean on) {
        gated = on;
        everGated |= on;
    }

    /** Whether the caller's words are judged before they are answered. */
    boolean gated() {
        return gated;
    }

    /** A new line knows nothing of what was protected on the last. */
    void newLine() {
        shielded = false;
        everShielded = false;
        everGated = gated;
    }

    /** What the server is told of a configuration. */
    SessionConfig policed(SessionConfig config) {
        boolean ours = policy.mode() != Mode.IMMEDIATE;
        if (!ours && !everShielded && !everGated && !begunSilent) {
            return config;
        }
        ConfigValue<TurnDetection> detection = config.get(ConfigField.TURN_DETECTION);
        if (detection instanceof ConfigValue.Cleared<TurnDetection>) {
            return config;
        }
        TurnDetection kept = detection.asOptional().orElse(TurnDetection.ServerVad.defaults());
        boolean bears = ours || shielded;
        boolean silent = silent();
        return config.with(
                SessionConfig.builder()
                        .turnDetection(
                                kept.with(
                                        silent
                                                ? Boolean.FALSE
                                                : said(
                                                        kept.createResponse(),
                                                        everShielded || everGated || begunSilent),
                                        bears
                                                ? Boolean.FALSE
                                                : said(kept.interruptResponse(), everShielded)))
                        .build());
    }

    /** What was switched off once must be switched on by its name: silence might leave it off. */
    private static @Nullable Boolean said(@Nullable Boolean flag, boolean everOff) {
        return flag == null && everOff ? Boolean.TRUE : flag;
    }

    /** Whether the server must not answer by itself. */
    private boolean silent() {
        return shielded || gated || policy.mode() == Mode.CONFIRMED;
    }

    /**
     * A change that the provider confirmed, as somebody chose it: the flags that are ours are not
     * his choice.
     */
    SessionConfig chosen(SessionConfig change, @Nullable TurnDetection before) {
        TurnDetection now = change.value(ConfigField.TURN_DETECTION).orElse(null);
        boolean silent = silent();
        boolean bears = shielded || policy.mode() != Mode.IMMEDIATE;
        if (now == null || !bears && !silent) {
            return change;
        }
        Boolean create =
                silent && Boolean.FALSE.equals(now.createResponse())
                        ? before == null ? null : before.createResponse()
                        : now.createResponse();
        Boolean interrupt =
                bears && Boolean.FALSE.equals(now.interruptResponse())
                        ? before == null ? null : before.interruptResponse()
                        : now.interruptResponse();
        return change.with(
                SessionConfig.builder().turnDetection(now.with(create, interrupt)).build());
    }
}
