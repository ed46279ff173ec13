package io.patchbay.api.guardrail;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that a bundle registers to offer guardrails: a stateless factory with a public
 * constructor without arguments that does no I/O (RULES 35).
 */
@ConsumerType
public interface GuardrailSource {

    /** Names the source, in lower case. */
    String name();

    /**
     * Makes the guardrails.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     */
    Guardrails create(Settings settings, PlugContext context);

    /** Guardrails with a common life; the runtime closes them. */
    @ConsumerType
    interface Guardrails extends AutoCloseable {

        /** Checks of the model's words. */
        List<OutputGuardrail> output();

        /** Checks of the caller's words. */
        List<InputGuardrail> input();

        /** Releases what they hold. */
        @Override
        default void close() {}
    }
}
