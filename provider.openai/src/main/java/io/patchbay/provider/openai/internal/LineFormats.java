package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How sound is coded on this line now. The provider takes messages in order, so caller's sound
 * changes its format with the update that was sent, not with its answer; an update that is refused
 * changes it back.
 */
final class LineFormats {

    private AudioFormat input;
    private AudioFormat output;
    private AudioFormat confirmedInput;
    private @Nullable AudioFormat wantedOutput;
    private @Nullable String pendingCommand;
    private final Map<String, AudioFormat> ofResponses = new HashMap<>();

    /** As a service takes and gives sound when nobody says otherwise. */
    LineFormats(Sound sound) {
        input = sound.inputFormats().get(0);
        confirmedInput = input;
        output = sound.outputFormats().get(0);
    }

    AudioFormat input() {
        return input;
    }

    /** How the model's sound is coded, in history and in most responses. */
    AudioFormat output() {
        return output;
    }

    AudioFormat output(@Nullable String responseId) {
        if (responseId == null || ofResponses.isEmpty()) {
            return output;
        }
        AudioFormat own = ofResponses.get(responseId);
        return own == null ? output : own;
    }

    /** An update goes out. */
    void sent(String commandId, SessionConfig change) {
        wantedOutput = change.value(ConfigField.OUTPUT_FORMAT).orElse(wantedOutput);
        change.value(ConfigField.INPUT_FORMAT)
                .filter(format -> !format.equals(input))
                .ifPresent(
                        format -> {
                            input = format;
                            pendingCommand = commandId;
                        });
    }

    /** The provider says what is in force. */
    void confirmed(SessionConfig effective) {
        // some services confirm without saying what
        AudioFormat silent = wantedOutput == null ? output : wantedOutput;
        output = effective.value(ConfigField.OUTPUT_FORMAT).orElse(silent);
        wantedOutput = null;
        effective
                .value(ConfigField.INPUT_FORMAT)
                .ifPresent(
                        format -> {
                            confirmedInput = format;
                            if (pendingCommand == null || format.equals(input)) {
                                pendingCommand = null;
                                input = format;
                            }
                        });
    }

    /** The provider refused a command. */
    void refused(String commandId) {
        if (commandId.equals(pendingCommand)) {
            pendingCommand = null;
            input = confirmedInput;
        }
    }

    /** A response says that it speaks in a format of its own. */
    void responseBegan(String responseId, AudioFormat format) {
        if (!format.equals(output)) {
            ofResponses.put(responseId, format);
        }
    }

    void responseEnded(String responseId) {
        ofResponses.remove(responseId);
    }
}
