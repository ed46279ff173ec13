package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
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

    private final AudioTrackSource source;
    private final AudioTrack track;
    private final RTCPeerConnection connection;
    private final @Nullable RTCRtpSender sender;
    private final byte[] frame;
    private final int rate;

    NativeConnection(MediaFactory factory, RtcSettings settings, PeerEvents events) {
        rate = settings.sendRate();
        frame = new byte[rate / 100 * 2];
        source =
                factory.kind() == MediaFactory.Kind.DEVICES
                        ? factory.factory().createAudioSource(processing())
                        : new CustomAudioSource();
        track = factory.factory().createAudioTrack("audio", source);
        connection = factory.factory().createPeerConnection(configuration(settings), events);
        // a peer that only listens hears nothing: received sound is pulled while a sender exists
        sender = connection.addTrack(track, List.of("patchbay"));
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

    /** Ends the connection and gives all of it back. */
    void close() {
        NativeRelease whole = NativeRelease.of(connection);
        NativeRelease sending = sender == null ? null : NativeRelease.of(sender);
        Teardown.step(
                LOG,
                "peer connection",
                () -> {
                    connection.close();
                    whole.release();
                });
        if (sending != null) {
            Teardown.step(LOG, "sender", sending::release);
        }
        Teardown.step(LOG, "track", track::dispose);
        Teardown.step(LOG, "source", () -> giveBack(source));
    }

    private static void giveBack(AudioTrackSource source) {
        if (source instanceof CustomAudioSource custom) {
            custom.dispose();
        } else {
            NativeRelease.of(source).release();
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
        if (settings.maxPort() > 0) {
            configuration.portAllocatorConfig =
                    new PortAllocatorConfig(settings.minPort(), settings.maxPort(), 0);
        }
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
