package org.example.acme;

import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers the guardrail {@code acme}, for what agents say and, if wanted, for what callers say: it
 * trips at the number of a payment card. Settings, in a container under the PID {@code
 * org.example.acme}:
 *
 * <ul>
 *   <li>{@code shortest}: how many digits a number has at least to be looked at, 8 to 19
 *   <li>{@code callers}: whether callers are checked, too
 * </ul>
 */
@Component(service = GuardrailSource.class, configurationPid = "org.example.acme")
public final class AcmeGuardrails implements GuardrailSource {

    private static final int SHORTEST = 13;
    private static final String HINT = "never say the number of a payment card";

    /** For containers and {@link java.util.ServiceLoader}. */
    public AcmeGuardrails() {}

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Guardrails create(Settings settings, PlugContext context) {
        AcmeCardNumbers numbers = new AcmeCardNumbers(settings.integer("shortest", SHORTEST));
        List<OutputGuardrail> output = List.of(OutputGuardrail.of(name(), HINT, numbers::check));
        List<InputGuardrail> input =
                settings.flag("callers", false)
                        ? List.of(InputGuardrail.of(name(), HINT, numbers::check))
                        : List.of();
        return new Guardrails() {
            @Override
            public List<OutputGuardrail> output() {
                return output;
            }

            @Override
            public List<InputGuardrail> input() {
                return input;
            }
        };
    }

    /** Its configuration changed: there is nothing to do, and no reason to go and come back. */
    @Modified
    void modified() {}
}
