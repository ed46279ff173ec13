package io.patchbay.guardrails.blocklist.internal;

import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers the guardrail {@code blocklist}, for what agents and for what callers say. Settings:
 *
 * <ul>
 *   <li>{@code words}: words and phrases, separated by commas or line ends; case and what stands
 *       between the words of a phrase do not matter, parts of longer words do not count
 *   <li>{@code patterns}: regular expressions, one a line, searched without regard to case
 *   <li>{@code hint}: what the model is told to respect; default: to leave out what the operator
 *       does not want said
 * </ul>
 *
 * <p>Without words and patterns it never trips.
 */
@Component(service = GuardrailSource.class, configurationPid = "io.patchbay.guardrails.blocklist")
public final class BlocklistGuardrails implements GuardrailSource {

    private static final String HINT = "leave out the words that the operator does not want said";

    @Override
    public String name() {
        return "blocklist";
    }

    @Override
    public Guardrails create(Settings settings, PlugContext context) {
        Blocklist list = Blocklist.of(settings.text("words", ""), settings.text("patterns", ""));
        String hint = settings.text("hint", HINT);
        OutputGuardrail output = OutputGuardrail.of(name(), hint, list::check);
        InputGuardrail input = InputGuardrail.of(name(), hint, list::check);
        return new Guardrails() {
            @Override
            public List<OutputGuardrail> output() {
                return List.of(output);
            }

            @Override
            public List<InputGuardrail> input() {
                return List.of(input);
            }
        };
    }

    /** A changed list takes effect with the next check; nothing has to go and come back for it. */
    @Modified
    void modified() {}
}
