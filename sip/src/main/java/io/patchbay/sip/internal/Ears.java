package io.patchbay.sip.internal;

import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.internal.media.MediaSession;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whoever hears of a call, kept from doing harm: what he throws ends here, and nothing of him is
 * kept when the call is over. On his loop.
 */
final class Ears implements MediaSession.Listener {

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    private final String id;
    private final Consumer<String> lost;
    private volatile SipCall.@Nullable Listener listener;

    Ears(String id, SipCall.Listener listener, Consumer<String> lost) {
        this.id = id;
        this.listener = listener;
        this.lost = lost;
    }

    /** Tells him something. */
    void tell(Consumer<SipCall.Listener> what) {
        SipCall.Listener told = listener;
        if (told != null) {
            tell(told, what);
        }
    }

    private void tell(SipCall.Listener told, Consumer<SipCall.Listener> what) {
        try {
            what.accept(told);
        } catch (RuntimeException | LinkageError e) {
            failed(e);
        }
    }

    private void failed(Throwable e) {
        LOG.log(System.Logger.Level.WARNING, "a listener of call " + id + " failed", e);
    }

    /** Tells him that it is over, once. */
    void end(SipEnd end) {
        SipCall.Listener told = listener;
        listener = null;
        if (told != null) {
            tell(told, each -> each.onEnded(end));
        }
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        SipCall.Listener told = listener;
        if (told != null) {
            try {
                told.onAudio(frame);
            } catch (RuntimeException | LinkageError e) {
                failed(e);
            }
        }
    }

    @Override
    public void onSoundWritable() {
        tell(SipCall.Listener::onSoundWritable);
    }

    @Override
    public void onSoundSent() {
        tell(SipCall.Listener::onSoundSent);
    }

    @Override
    public void onDtmf(char key) {
        tell(each -> each.onDtmf(key));
    }

    @Override
    public void onHold(boolean on) {
        tell(each -> each.onHold(on));
    }

    @Override
    public void onLost(String reason) {
        lost.accept(reason);
    }
}
