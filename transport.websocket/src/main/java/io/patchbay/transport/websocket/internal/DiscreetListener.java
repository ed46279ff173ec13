package io.patchbay.transport.websocket.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;

/**
 * Passes on what the codec says, errors without the keys that the provider quotes in them: events
 * are shown and logged by those who listen.
 */
record DiscreetListener(TransportListener listener, Endings endings) implements TransportListener {

    @Override
    public void onEvent(TransportEvent event) {
        listener.onEvent(
                event instanceof TransportEvent.Error complaint
                        ? new TransportEvent.Error(endings.clean(complaint.error()))
                        : event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        listener.onAudio(chunk);
    }

    @Override
    public boolean wantsRaw() {
        return listener.wantsRaw();
    }

    @Override
    public void onWritable() {
        listener.onWritable();
    }
}
