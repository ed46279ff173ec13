package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Instructions for one response replace the session's at the provider; the agent must stay itself
 * all the same, so its own go first (RULES 12).
 */
final class Overrides {
    private Overrides() {}

    static ResponseOptions withAgent(ResponseOptions options, @Nullable AgentBinding binding) {
        Optional<String> once = options.overrides().value(ConfigField.INSTRUCTIONS);
        if (binding == null
                || options.outOfBand()
                || once.isEmpty()
                || binding.instructions().isEmpty()) {
            return options;
        }
        SessionConfig both =
                options.overrides().toBuilder()
                        .instructions(binding.instructions() + "\n\n" + once.get())
                        .build();
        return options.toBuilder().overrides(both).build();
    }
}
