package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.Fault;
import io.patchbay.emulator.model.internal.ModelInput;
import io.patchbay.emulator.model.internal.VocabularyBuilder;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.NotHeardException;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds out what was said: by the steering prompt if there is one, or else by the ear. Also tells
 * the client, if it asked for transcription.
 */
final class Transcriber {
    private static final System.Logger LOG = System.getLogger(Transcriber.class.getName());

    private final SessionContext context;

    Transcriber(SessionContext context) {
        this.context = context;
    }

    /** Somebody speaks: gets the ear ready, so that the end of the turn does not wait for it. */
    void prepare() {
        JsonNode settings = context.config.transcription();
        if (isSteered(settings)) {
            return;
        }
        context.services
                .ear()
                .warmUp(vocabulary(settings))
                .exceptionally(
                        failure -> {
                            LOG.log(
                                    System.Logger.Level.DEBUG,
                                    "The ear did not get ready: " + failure.getMessage());
                            return null;
                        });
    }

    private boolean isSteered(@Nullable JsonNode settings) {
        return settings != null
                && context.services.options().steering()
                && !Json.string(settings, "prompt", "").isBlank();
    }

    private Vocabulary vocabulary(@Nullable JsonNode settings) {
        return VocabularyBuilder.of(
                context.config.instructions(), Tools.of(context.config.tools()), hints(settings));
    }

    /** Committed sound: transcribed now if the session wants transcripts. */
    void committed(Item item) {
        if (context.config.transcription() != null) {
            hear(item, 0, true);
        }
    }

    /** Sees to it that all sound of an item gets understood; does nothing where that has begun. */
    void hear(Item item) {
        for (int i = 0; i < item.parts(); i++) {
            hear(item, i, false);
        }
    }

    private void hear(Item item, int index, boolean tellClient) {
        Hearing hearing = item.hearing(index);
        AudioClip clip = item.audio(index);
        if (hearing == null || !hearing.begin()) {
            return;
        }
        JsonNode settings = context.config.transcription();
        Report report = new Report(item, index, tellClient ? settings : null, hearing);
        Fault.FailTranscription fault =
                tellClient ? context.faults.take(Fault.FailTranscription.class) : null;
        if (fault != null) {
            report.failed(fault.code(), fault.message());
        } else if (settings != null && isSteered(settings)) {
            report.transcribed(Json.string(settings, "prompt", ""), ModelInput.Kind.TEXT);
        } else if (clip == null) {
            report.transcribed("", ModelInput.Kind.NOT_UNDERSTOOD);
        } else {
            listen(clip, vocabulary(settings), report);
        }
    }

    private static List<String> hints(@Nullable JsonNode settings) {
        if (settings == null) {
            return List.of();
        }
        List<String> hints = new ArrayList<>(Json.strings(settings.path("keywords")));
        hints.addAll(
                Json.string(settings, "prompt", "").lines().filter(l -> !l.isBlank()).toList());
        return hints;
    }

    private void listen(AudioClip clip, Vocabulary vocabulary, Report report) {
        context.services
                .ear()
                .hear(clip.samples(), clip.format().sampleRate(), vocabulary)
                .whenComplete((heard, failure) -> post(() -> report.heard(heard, failure)));
    }

    private void post(Runnable task) {
        try {
            context.loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The emulator was closed while listening");
        }
    }

    /** What becomes of one transcription; {@code settings} are null if the client is not told. */
    private final class Report {
        private final Item item;
        private final int index;
        private final @Nullable JsonNode settings;
        private final Hearing hearing;

        Report(Item item, int index, @Nullable JsonNode settings, Hearing hearing) {
            this.item = item;
            this.index = index;
            this.settings = settings;
            this.hearing = hearing;
        }

        void heard(@Nullable Heard heard, @Nullable Throwable failure) {
            if (heard instanceof Heard.Words words) {
                transcribed(words.text(), ModelInput.Kind.HEARD);
            } else if (failure == null) {
                transcribed("", ModelInput.Kind.NOT_UNDERSTOOD);
            } else {
                Throwable cause =
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure;
                String code =
                        cause instanceof NotHeardException e
                                ? "transcription_" + e.reason().name().toLowerCase(Locale.ROOT)
                                : "transcription_failed";
                failed(code, String.valueOf(cause.getMessage()));
            }
        }

        void transcribed(String transcript, ModelInput.Kind kind) {
            if (settings != null) {
                ObjectNode part = item.part(index);
                if (part != null) {
                    part.put("transcript", transcript);
                }
                tell(transcript, settings);
            }
            hearing.complete(new ModelInput(kind, transcript));
        }

        void failed(String code, String message) {
            if (settings != null) {
                ObjectNode event = event("failed");
                event.putObject("error")
                        .put("type", "transcription_error")
                        .put("code", code)
                        .put("message", message)
                        .putNull("param");
                context.outbox.send(event);
            }
            hearing.complete(new ModelInput(ModelInput.Kind.NOT_UNDERSTOOD, ""));
        }

        private void tell(String transcript, JsonNode settings) {
            String model = Json.string(settings, "model", "");
            if ("gpt-4o-transcribe-diarize".equals(model) && !transcript.isEmpty()) {
                context.outbox.send(
                        event("segment")
                                .put("id", Ids.next("seg_"))
                                .put("text", transcript)
                                .put("speaker", "A")
                                .put("start", 0.0)
                                .put("end", item.generatedMillis(index) / 1e3));
            }
            boolean logprobs = context.config.includesLogprobs();
            List<String> deltas =
                    "whisper-1".equals(model) ? List.of(transcript) : TextPieces.words(transcript);
            for (String delta : deltas) {
                ObjectNode event = event("delta").put("delta", delta);
                event.set("logprobs", logprobs ? Logprobs.of(List.of(delta)) : null);
                if (!delta.isEmpty()) {
                    context.outbox.send(event);
                }
            }
            ObjectNode event = event("completed").put("transcript", transcript);
            event.set("usage", usage(model, transcript));
            event.set("logprobs", logprobs ? Logprobs.of(deltas) : null);
            context.outbox.send(event);
        }

        private ObjectNode event(String kind) {
            return context.outbox
                    .event("conversation.item.input_audio_transcription." + kind)
                    .put("item_id", item.id())
                    .put("content_index", index);
        }

        private ObjectNode usage(String model, String transcript) {
            long millis = item.generatedMillis(index);
            return model.contains("whisper")
                    ? TranscriptionUsage.seconds(millis)
                    : TranscriptionUsage.tokens(millis, transcript);
        }
    }
}
