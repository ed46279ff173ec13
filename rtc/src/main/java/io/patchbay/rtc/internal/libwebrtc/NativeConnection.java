package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDtlsTransport;
import dev.onvoid.webrtc.RTCDtlsTransportState;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtcpMuxPolicy;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.media.audio.AudioOptions;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSource;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import io.patchbay.lib.webrtc.NativeRelease;
import io.patchbay.rtc.IceServer;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcSettings;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native things of one peer: source, track, connection, sender. Made in this order and given
 * back in the one that webrtc-java 0.14.0 survives. Its owner keeps calls apart.
 */
final class NativeConnection {

    private static final Logger LOG = System.getLogger(NativeConnection.class.getName());

    /**
     * Without ICE over TCP (TURN over TCP goes on). A new peer has every one that still searches
     * begin anew, and what waits for its TCP sockets opens all it has once more: 30 peers made at
     * once held 1 800 sockets, and 140 all that the process may have.
     */
    private static final int NO_TCP = 8;

    private final AudioTrackSource source;
    private final AudioTrack track;
    private final RTCPeerConnection connection;
    private final RTCRtpSender sender;
    private final byte[] frame;
    private final int rate;

    private NativeConnection(
            AudioTrackSource source,
            AudioTrack track,
            RTCPeerConnection connection,
            RTCRtpSender sender,
            int rate) {
        this.source = source;
        this.track = track;
        this.connection = connection;
        this.sender = sender;
        this.rate = rate;
        frame = new byte[rate / 100 * 2];
    }

    /**
     * Makes them.
     *
     * @throws RtcException {@link RtcException.Kind#UNAVAILABLE} when libwebrtc refuses
     */
    static NativeConnection make(MediaFactory factory, RtcSettings settings, PeerEvents events) {
        AudioTrackSource source = null;
        AudioTrack track = null;
        RTCPeerConnection connection = null;
        try {
            source =
                    factory.kind() == MediaFactory.Kind.DEVICES
                            ? factory.factory().createAudioSource(processing())
                            : new CustomAudioSource();
            track = factory.factory().createAudioTrack("audio", source);
            connection = factory.factory().createPeerConnection(configuration(settings), events);
            // who only listens hears nothing: received sound is pulled while a sender exists
            RTCRtpSender sender = connection.addTrack(track, List.of("patchbay"));
            return new NativeConnection(source, track, connection, sender, settings.sendRate());
        } catch (Throwable e) {
            giveBack(connection, null, track, source);
            throw new RtcException(
                    RtcException.Kind.UNAVAILABLE, "libwebrtc makes no peer: " + e.getMessage(), e);
        }
    }

    RTCPeerConnection connection() {
        return connection;
    }

    /** Exactly 10 ms: of more than that libwebrtc makes silence, without an error. */
    void push(ByteBuffer sound) {
        if (sound.remaining() != frame.length) {
            throw new IllegalArgumentException(
                    "a frame at "
                            + rate
                            + " Hz has "
                            + frame.length
                            + " bytes, not "
                            + sound.remaining());
        }
        if (source instanceof CustomAudioSource custom) {
            sound.get(frame);
            custom.pushAudio(frame, 16, rate, 1, rate / 100);
        }
    }

    /** Whether what the track sends is heard; silence goes out otherwise. */
    void enable(boolean on) {
        track.setEnabled(on);
    }

    /**
     * Whether it has failed over keys and not over a path: without a path they are not asked for
     * yet, or agreed. On the signaling thread, which keeps what it looks at from going away; the
     * news reaches that thread before the transport's own state says FAILED.
     */
    boolean keysRefused() {
        RTCDtlsTransport transport = sender.getTransport();
        RTCDtlsTransportState state = transport == null ? null : transport.getState();
        return state == RTCDtlsTransportState.CONNECTING || state == RTCDtlsTransportState.FAILED;
    }

    /** Ends the connection and gives all of it back. */
    void close() {
        giveBack(connection, sender, track, source);
    }

    private static void giveBack(
            @Nullable RTCPeerConnection connection,
            @Nullable RTCRtpSender sender,
            @Nullable AudioTrack track,
            @Nullable AudioTrackSource source) {
        if (connection != null) {
            // what to release is read before close(), which forgets it
            NativeRelease whole = NativeRelease.of(connection);
            Teardown.step(
                    LOG,
                    "peer connection",
                    () -> {
                        connection.close();
                        whole.release();
                    });
        }
        if (sender != null) {
            Teardown.step(LOG, "sender", () -> NativeRelease.of(sender).release());
        }
        if (track != null) {
            Teardown.step(LOG, "track", track::dispose);
        }
        if (source instanceof CustomAudioSource custom) {
            Teardown.step(LOG, "source", custom::dispose);
        } else if (source != null) {
            Teardown.step(LOG, "source", () -> NativeRelease.of(source).release());
        }
    }

    private static AudioOptions processing() {
        AudioOptions options = new AudioOptions();
        options.echoCancellation = true;
        options.noiseSuppression = true;
        options.autoGainControl = true;
        options.highpassFilter = true;
        return options;
    }

    private static RTCConfiguration configuration(RtcSettings settings) {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        configuration.rtcpMuxPolicy = RTCRtcpMuxPolicy.REQUIRE;
        configuration.iceTransportPolicy =
                settings.relayOnly() ? RTCIceTransportPolicy.RELAY : RTCIceTransportPolicy.ALL;
        configuration.iceServers =
                settings.iceServers().stream().map(NativeConnection::server).toList();
        configuration.portAllocatorConfig =
                new PortAllocatorConfig(settings.minPort(), settings.maxPort(), NO_TCP);
        return configuration;
    }

    private static RTCIceServer server(IceServer one) {
        RTCIceServer server = new RTCIceServer();
        server.urls = one.urls();
        // native code follows null
        server.username = one.user() == null ? "" : one.user();
        server.password = one.password() == null ? "" : one.password().reveal();
        server.hostname = "";
        return server;
    }
}
