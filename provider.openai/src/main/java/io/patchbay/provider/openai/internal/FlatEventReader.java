package io.patchbay.provider.openai.internal;

import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;

/** Reads the events that come many times a second: sound and words as they are generated. */
final class FlatEventReader {

    private static final byte[][] AUDIO = names(EventNames.AUDIO_DELTA, "response.audio.delta");
    private static final byte[][] TRANSCRIPT =
            names(EventNames.TRANSCRIPT_DELTA, "response.audio_transcript.delta");
    private static final byte[][] TEXT = names(EventNames.TEXT_DELTA, "response.text.delta");
    private static final byte[][] INPUT_TRANSCRIPT = names(EventNames.INPUT_TRANSCRIPT_DELTA);
    private static final byte[][] ARGUMENTS = names(EventNames.ARGUMENTS_DELTA);

    private final TransportListener listener;
    private final SpeechDecoder speech;
    private final boolean soundOnly;
    private final FlatEvent event = new FlatEvent();
    private final CachedId responseIds = new CachedId();
    private final CachedId itemIds = new CachedId();

    /**
     * A reader.
     *
     * @param soundOnly whether words are left to the general reader
     */
    FlatEventReader(TransportListener listener, SpeechDecoder speech, boolean soundOnly) {
        this.listener = listener;
        this.speech = speech;
        this.soundOnly = soundOnly;
    }

    /**
     * Reads a message if it is one of these events in plain form.
     *
     * @return false when it is another, or not plain; then nothing was done
     */
    boolean read(byte[] message, int offset, int length) {
        boolean flat = event.scan(message, offset, length);
        try {
            return flat
                    && event.has(FlatEvent.TYPE)
                    && event.has(FlatEvent.DELTA)
                    && (is(AUDIO) ? speech.decode(event, message) : words(message));
        } finally {
            event.forget();
        }
    }

    private boolean words(byte[] message) {
        if (soundOnly || !event.has(FlatEvent.ITEM_ID) || !event.plainDelta()) {
            return false;
        }
        boolean input = is(INPUT_TRANSCRIPT);
        if (!input && !event.has(FlatEvent.RESPONSE_ID)) {
            return false;
        }
        TransportEvent words = input ? inputTranscript(message) : output(message);
        if (words == null) {
            return false;
        }
        listener.onEvent(words);
        return true;
    }

    private TransportEvent inputTranscript(byte[] message) {
        return new TransportEvent.InputTranscriptDelta(
                item(message), event.contentIndex(), event.text(FlatEvent.DELTA));
    }

    private @org.jspecify.annotations.Nullable TransportEvent output(byte[] message) {
        if (is(TRANSCRIPT)) {
            return new TransportEvent.TranscriptDelta(
                    response(message),
                    item(message),
                    event.contentIndex(),
                    event.text(FlatEvent.DELTA));
        }
        if (is(TEXT)) {
            return new TransportEvent.TextDelta(
                    response(message),
                    item(message),
                    event.contentIndex(),
                    event.text(FlatEvent.DELTA));
        }
        if (is(ARGUMENTS)) {
            return new TransportEvent.ArgumentsDelta(
                    response(message),
                    item(message),
                    event.has(FlatEvent.CALL_ID) ? event.text(FlatEvent.CALL_ID) : null,
                    event.text(FlatEvent.DELTA));
        }
        return null;
    }

    private String response(byte[] message) {
        return id(FlatEvent.RESPONSE_ID, responseIds, message);
    }

    private String item(byte[] message) {
        return id(FlatEvent.ITEM_ID, itemIds, message);
    }

    private String id(int member, CachedId ids, byte[] message) {
        int start = event.start(member);
        return ids.of(message, start, start + event.length(member));
    }

    private boolean is(byte[][] names) {
        for (byte[] name : names) {
            if (event.is(FlatEvent.TYPE, name)) {
                return true;
            }
        }
        return false;
    }

    private static byte[][] names(String... names) {
        byte[][] all = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            all[i] = FlatEvent.ascii(names[i]);
        }
        return all;
    }
}
