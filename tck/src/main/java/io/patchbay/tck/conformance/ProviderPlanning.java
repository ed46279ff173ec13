package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which configuration takes effect when. */
@Contract({RealtimeCodec.class, ConfigPlan.class, ProviderCapabilities.class})
abstract class ProviderPlanning extends ProviderReceiving {

    @Test
    void each_field_is_planned_as_it_is_declared() throws Exception {
        Map<ConfigField<?>, Mutability> declared = capabilities().mutability();
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    for (ConfigField<?> field : SampleConfig.fields()) {
                        SessionConfig now = SampleConfig.one(field);
                        SessionConfig wanted = SampleConfig.other(field);
                        ConfigPlan plan = line.codec.plan(now, wanted);
                        requirePlanned(field, plan, declared.get(field));
                    }
                    require(
                            line.sent.isEmpty(),
                            "plan sends nothing",
                            () -> line.sent.size() + " messages were sent",
                            "only sort the fields");
                });
    }

    private static void requirePlanned(
            ConfigField<?> field, ConfigPlan plan, @Nullable Mutability declared) {
        String where =
                (plan.now().fields().contains(field) ? "now " : "")
                        + (plan.deferred().fields().contains(field) ? "deferred " : "")
                        + (plan.newLine().fields().contains(field) ? "new line " : "")
                        + (plan.rejected().containsKey(field)
                                ? "rejected: " + plan.rejected().get(field)
                                : "");
        String wanted =
                declared == null
                        ? "rejected: .+"
                        : switch (declared) {
                            case ANY_TIME, BEFORE_FIRST_AUDIO -> "now |rejected: .+";
                            case NEXT_RESPONSE -> "deferred |rejected: .+";
                            case RECONNECT -> "new line |rejected: .+";
                        };
        require(
                where.matches("(?s)" + wanted),
                "plan puts each field in one place, the one that the capabilities declare; what is"
                        + " not declared is rejected with a reason",
                () -> field + ", declared " + declared + ", was planned: " + where,
                "let plan and capabilities read the same table");
    }

    @Test
    void no_change_needs_nothing() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    for (ConfigField<?> field : capabilities().mutability().keySet()) {
                        SessionConfig same = SampleConfig.one(field);
                        ConfigPlan plan = line.codec.plan(same, same);
                        require(
                                plan.now().isEmpty()
                                        && plan.deferred().isEmpty()
                                        && plan.newLine().isEmpty()
                                        && plan.rejected().isEmpty(),
                                "a plan holds what differs, and nothing else",
                                () -> "of an unchanged " + field + ": " + plan,
                                "compare first");
                    }
                });
    }
}
