package io.patchbay.dialect;

import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.SessionConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Plans a change of configuration by what a provider's capabilities say of its fields. */
public final class Plans {
    private Plans() {}

    /**
     * How a change reaches the provider ({@link io.patchbay.api.provider.RealtimeCodec#plan}).
     *
     * @param provider its name, for a person
     * @param spoken whether the model has spoken on this line
     */
    public static ConfigPlan of(
            String provider,
            ProviderCapabilities capabilities,
            boolean spoken,
            SessionConfig current,
            SessionConfig wanted) {
        SessionConfig change = current.changesTo(wanted);
        Set<ConfigField<?>> now = new HashSet<>();
        Set<ConfigField<?>> deferred = new HashSet<>();
        Set<ConfigField<?>> newLine = new HashSet<>();
        Map<ConfigField<?>, String> rejected = new HashMap<>();
        for (ConfigField<?> field : change.fields()) {
            Mutability mutability = capabilities.mutability().get(field);
            if (mutability == null) {
                if (change.get(field) instanceof ConfigValue.Set) {
                    rejected.put(field, provider + " has no such setting");
                }
            } else {
                switch (mutability) {
                    case ANY_TIME -> now.add(field);
                    case NEXT_RESPONSE -> deferred.add(field);
                    case BEFORE_FIRST_AUDIO -> (spoken ? newLine : now).add(field);
                    case RECONNECT -> newLine.add(field);
                }
            }
        }
        return new ConfigPlan(
                change.only(now), change.only(deferred), change.only(newLine), rejected);
    }
}
