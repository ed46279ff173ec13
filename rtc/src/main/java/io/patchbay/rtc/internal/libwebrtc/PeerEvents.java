package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * What native code calls, on its own threads. Whatever is thrown out of such a call ends the JVM,
 * and the observers of data channels are never freed: so this catches all, and knows its peer only
 * until that is closed.
 */
final class PeerEvents implements PeerConnectionObserver, RTCDataChannelObserver, AudioTrackSink {

    private static final Logger LOG = System.getLogger(PeerEvents.class.getName());

    private volatile @Nullable LibwebrtcPeer peer;

    PeerEvents(LibwebrtcPeer peer) {
        this.peer = peer;
    }

    /** Tells nobody any more. */
    void forget() {
        peer = null;
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        tell(one -> one.stateChanged(state));
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        tell(one -> one.gathering(state));
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        tell(one -> one.found(candidate));
    }

    @Override
    public void onTrack(RTCRtpTransceiver transceiver) {
        tell(one -> one.trackCame(transceiver));
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
        tell(one -> one.channelCame(channel));
    }

    @Override
    public void onStateChange() {
        tell(LibwebrtcPeer::channelChanged);
    }

    @Override
    public void onBufferedAmountChange(long before) {
        // asked for when it matters
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        tell(one -> one.textCame(buffer.data));
    }

    @Override
    public void onData(byte[] data, int bits, int sampleRate, int channels, int frames) {
        LibwebrtcPeer one = peer;
        if (one != null) {
            try {
                one.soundCame(data, bits, sampleRate, channels);
            } catch (Throwable e) {
                LOG.log(Level.WARNING, "received sound was not taken", e);
            }
        }
    }

    private void tell(Event event) {
        LibwebrtcPeer one = peer;
        if (one != null) {
            try {
                event.reach(one);
            } catch (Throwable e) {
                LOG.log(Level.WARNING, "an event of a peer was not taken", e);
            }
        }
    }

    private interface Event {
        void reach(LibwebrtcPeer peer);
    }
}
