package io.patchbay.tck;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session's listener that keeps what it hears. */
class Ear implements TransportListener {

    final List<TransportEvent> events = new ArrayList<>();
    final List<AudioClip> sound = new ArrayList<>();
    @Nullable AudioChunk lastChunk;
    int writable;

    @Override
    public void onEvent(TransportEvent event) {
        events.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        lastChunk = chunk;
        sound.add(chunk.retain());
    }

    @Override
    public void onWritable() {
        writable++;
    }

    /** The kinds of what was heard. */
    List<String> kinds() {
        return events.stream()
                .map(
                        event ->
                                event instanceof TransportEvent.StateChanged changed
                                        ? changed.state().name()
                                        : event.getClass().getSimpleName())
                .toList();
    }
}
