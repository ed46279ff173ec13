package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a model is brought to say something: natively, or by a response. On the loop. */
final class SpokenRequests {
    /** The metadata by which a response is recognised; its value is the utterance's key. */
    static final String KEY = Command.Say.METADATA;

    private final Outgoing outgoing;
    private final Supplier<@Nullable AgentBinding> binding;

    SpokenRequests(Outgoing outgoing, Supplier<@Nullable AgentBinding> binding) {
        this.outgoing = outgoing;
        this.binding = binding;
    }

    /** Asks the model to say it. Fails when the provider has no way to. */
    CompletionStage<Receipt> ask(QueuedSaying saying, ProviderCapabilities capabilities) {
        if (saying.utterance instanceof Utterance.Instructed instructed) {
            return instructed(saying, instructed.instructions(), capabilities);
        }
        if (!(saying.utterance instanceof Utterance.Verbatim verbatim)) {
            throw new IllegalArgumentException("a clip is not said by a model");
        }
        if (capabilities.has(Feature.SAY)) {
            Command.Say say = new Command.Say(saying.key, verbatim.text());
            saying.commandId = say.id();
            return outgoing.send(say);
        }
        String exactly = exactly(verbatim.text());
        if (!capabilities.has(Feature.OUT_OF_BAND_RESPONSES)) {
            return instructed(saying, exactly, capabilities);
        }
        SessionConfig once =
                SessionConfig.builder().instructions(exactly).toolChoice(ToolChoice.NONE).build();
        return create(
                saying,
                ResponseOptions.builder()
                        .outOfBand(true)
                        .overrides(once)
                        .input(List.of())
                        .metadata(key(saying))
                        .build());
    }

    private CompletionStage<Receipt> instructed(
            QueuedSaying saying, String instructions, ProviderCapabilities capabilities) {
        if (!capabilities.has(Feature.PER_RESPONSE_OVERRIDES)) {
            return CompletableFuture.failedFuture(
                    new UnsupportedOperationException(
                            "not said: this provider takes no instructions for one response;"
                                    + " play a clip instead"));
        }
        saying.inConversation = true;
        SessionConfig once = SessionConfig.builder().instructions(instructions).build();
        return create(
                saying,
                Overrides.withAgent(
                        ResponseOptions.builder().overrides(once).metadata(key(saying)).build(),
                        binding.get()));
    }

    private CompletionStage<Receipt> create(QueuedSaying saying, ResponseOptions options) {
        Command.CreateResponse create = Command.CreateResponse.of(options);
        saying.commandId = create.id();
        return outgoing.request(create);
    }

    private static Map<String, String> key(QueuedSaying saying) {
        return Map.of(KEY, saying.key);
    }

    private static String exactly(String text) {
        return "Say exactly the words between the quotation marks, in their language, without"
                + " adding, leaving out or changing any, and nothing else: \""
                + text
                + '"';
    }
}
