package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A guardrail that looks at every answer and has nothing against it. */
public final class GuardrailPlug implements BundleActivator, GuardrailSource {

    @SuppressWarnings("NullAway.Init") // set when it is started
    private BundleContext container;

    @Override
    public void start(BundleContext context) {
        container = context;
        context.registerService(GuardrailSource.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // the container takes the service back
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public Guardrails create(Settings settings, PlugContext context) {
        Jam.check(container);
        OutputGuardrail polite =
                OutputGuardrail.of(
                        "polite",
                        text -> text.contains("damn") ? Verdict.trip("rude") : Verdict.PASS);
        return new Guardrails() {
            @Override
            public List<OutputGuardrail> output() {
                return List.of(polite);
            }

            @Override
            public List<InputGuardrail> input() {
                return List.of();
            }
        };
    }
}
