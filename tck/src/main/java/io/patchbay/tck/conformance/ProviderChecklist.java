package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whether a provider's codec does on a real line what its capabilities say. The author extends this
 * class, names the provider, and writes how its far end speaks ({@link ServerDialect}); the kit
 * plays a session on the one side and the far end on the other, over WebSocket on loopback. {@link
 * ProviderConformance} checks what needs no far end; a provider runs both, this one for each
 * profile.
 *
 * <p>A test for which the wire has no word is shown as skipped, with the reason that {@link
 * ServerDialect#lacks()} declares. A capability is never skipped: it is seen to work, or it is a
 * fault. Needs {@code io.patchbay.net}.
 */
@Contract({Feature.class, ProviderCapabilities.class})
public abstract class ProviderChecklist extends ChecklistTrouble {

    /** For those who extend it. */
    protected ProviderChecklist() {}

    @Test
    void each_claim_is_kept_and_what_is_not_claimed_is_refused() {
        Claims claims = new Claims(this);
        List<String> faults = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            if (!unseen().containsKey(feature)) {
                String fault = fault(claims, feature);
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
        require(
                faults.isEmpty(),
                "what a provider claims is seen to work, and a command that it does not claim is"
                        + " refused in words",
                () -> String.join(";\n", faults),
                "mend the codec, or its capabilities, or the far end's ServerDialect");
    }

    /** Of several faults all are shown. */
    private @Nullable String fault(Claims claims, Feature feature) {
        try {
            return claims.fault(feature);
        } catch (AssertionError | RuntimeException e) {
            return feature
                    + (has(feature) ? " is claimed: " : " is not claimed: ")
                    + e.getMessage();
        }
    }

    @Test
    void nothing_is_excused_that_is_not_claimed() {
        unseen().forEach(
                        (feature, why) ->
                                require(
                                        has(feature) && !why.isBlank(),
                                        "unseen() excuses what is claimed, with a reason",
                                        () -> feature + ", reason '" + why + "'",
                                        "take it out"));
    }
}
