package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.HostedMcpTool;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sorts the fields of a change by what it takes to bring them to the provider. */
final class ConfigPlanner {

    private static final List<String> DELAYS = List.of("minimal", "low", "medium", "high", "xhigh");

    private final Profile profile;
    private final boolean spoken;

    /**
     * A planner.
     *
     * @param spoken whether the model has spoken on this line, which fixes its voice
     */
    ConfigPlanner(Profile profile, boolean spoken) {
        this.profile = profile;
        this.spoken = spoken;
    }

    ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        SessionConfig change = current.changesTo(wanted);
        Set<ConfigField<?>> now = new HashSet<>();
        Set<ConfigField<?>> deferred = new HashSet<>();
        Set<ConfigField<?>> newLine = new HashSet<>();
        Map<ConfigField<?>, String> rejected = new HashMap<>();
        for (ConfigField<?> field : change.fields()) {
            if (same(field, current.get(field), change.get(field))) {
                continue;
            }
            String objection = objection(field, change);
            if (objection != null) {
                rejected.put(field, objection);
                continue;
            }
            switch (mutability(field, current)) {
                case RECONNECT -> newLine.add(field);
                case BEFORE_FIRST_AUDIO -> (spoken ? newLine : now).add(field);
                case NEXT_RESPONSE -> deferred.add(field);
                case ANY_TIME -> now.add(field);
            }
        }
        return new ConfigPlan(
                change.only(now), change.only(deferred), change.only(newLine), rejected);
    }

    private Mutability mutability(ConfigField<?> field, SessionConfig current) {
        if (field == ConfigField.TRACING && current.value(ConfigField.TRACING).isEmpty()) {
            return Mutability.ANY_TIME;
        }
        return profile.capabilities().mutability().getOrDefault(field, Mutability.RECONNECT);
    }

    /** Whether two values are one to the provider: no tools and an empty list of them. */
    private static boolean same(ConfigField<?> field, ConfigValue<?> one, ConfigValue<?> other) {
        return one.isPresent() && plain(field, one).equals(plain(field, other));
    }

    private static Object plain(ConfigField<?> field, ConfigValue<?> value) {
        boolean empty =
                value instanceof ConfigValue.Set<?> set
                        && (set.value().equals("")
                                || set.value().equals(List.of())
                                || field == ConfigField.TRANSCRIPT_LOGPROBS
                                        && set.value().equals(false));
        return empty ? new ConfigValue.Cleared<>() : value;
    }

    private @Nullable String objection(ConfigField<?> field, SessionConfig change) {
        if (!profile.capabilities().mutability().containsKey(field)) {
            return "the profile " + profile.name() + " has no such field";
        }
        try {
            SessionWriter.session(profile, change.only(Set.of(field)));
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        ConfigValue<?> value = change.get(field);
        if (field == ConfigField.TURN_DETECTION
                && value instanceof ConfigValue.Cleared<?>
                && !profile.has(Feature.MANUAL_TURNS)) {
            return "the profile " + profile.name() + " cannot switch its turn detection off";
        }
        return value instanceof ConfigValue.Set<?> set ? objection(set.value()) : null;
    }

    private @Nullable String objection(Object value) {
        if (value instanceof Double speed && !(speed >= 0.25 && speed <= 1.5)) {
            return "must be between 0.25 and 1.5, not " + speed;
        }
        if (value instanceof Integer tokens && (tokens < 1 || tokens > 4096)) {
            return "must be between 1 and 4096, or be cleared; not " + tokens;
        }
        if (value instanceof TurnDetection detection) {
            return profile.turns().objection(profile, detection);
        }
        if (value == Modality.TEXT && !profile.has(Feature.TEXT_OUTPUT)) {
            return "the profile " + profile.name() + " always answers in sound";
        }
        if (value instanceof List<?> tools
                && tools.stream().anyMatch(HostedMcpTool.class::isInstance)
                && !profile.has(Feature.HOSTED_MCP)) {
            return "the profile " + profile.name() + " runs no tools of MCP servers";
        }
        if (value instanceof Transcription transcription
                && transcription.delay() != null
                && !DELAYS.contains(transcription.delay())) {
            return "delay must be one of " + DELAYS + ", not '" + transcription.delay() + "'";
        }
        return null;
    }
}
