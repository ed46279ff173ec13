package io.patchbay.sip.internal.media;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.VirtualLoop;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** One end of a call on a virtual network, with what it heard. */
@NullUnmarked
final class Party implements MediaSession.Listener {

    final List<Character> keys = new ArrayList<>();
    final List<Boolean> holds = new ArrayList<>();
    final List<String> losses = new ArrayList<>();
    final RtpSession session;
    private final InetAddress host;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    int frames;
    int sent;
    int writable;
    private short[] speech = new short[0];
    private int said;
    private boolean speaking;

    Party(VirtualLoop loop, VirtualNetwork network, String host, String peer, SipSettings settings)
            throws Exception {
        this(loop, network, host, peer, settings, null, false);
    }

    Party(
            VirtualLoop loop,
            VirtualNetwork network,
            String host,
            String peer,
            SipSettings settings,
            String offer,
            boolean secure)
            throws Exception {
        this.host = InetAddress.getByName(host);
        MediaRoute route =
                new MediaRoute(this.host, this.host, InetAddress.getByName(peer), secure, false);
        session =
                new RtpSession(
                        settings,
                        route,
                        Codec.available(settings.codecs()),
                        MediaSessions.sampleRate(settings, offer),
                        loop,
                        this,
                        receiver -> network.ports(this.host, receiver));
    }

    /** Where it takes sound, as it says. */
    static InetSocketAddress address(String description) throws Exception {
        SessionDescription read = SdpReader.read(description);
        return SoundSection.of(read, read.media().get(0)).address();
    }

    /** Says this from now on, without a gap. */
    void say(short[] pcm) {
        speech = pcm;
        said = 0;
        speaking = true;
        go();
    }

    private void go() {
        int frame = session.sampleRate() / 50;
        while (speaking && said < speech.length) {
            int samples = Math.min(frame, speech.length - said);
            ByteBuffer bytes = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < samples; i++) {
                bytes.putShort(speech[said + i]);
            }
            if (!session.out().offer(bytes.flip())) {
                return;
            }
            said += samples;
        }
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        frames++;
        while (frame.hasRemaining()) {
            heard.write(frame.get());
        }
    }

    /** All that was heard until now. */
    short[] heard() {
        ByteBuffer bytes = ByteBuffer.wrap(heard.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        short[] samples = new short[bytes.remaining() / 2];
        bytes.asShortBuffer().get(samples);
        return samples;
    }

    @Override
    public void onSoundWritable() {
        writable++;
        go();
    }

    @Override
    public void onSoundSent() {
        sent++;
    }

    @Override
    public void onDtmf(char key) {
        keys.add(key);
    }

    @Override
    public void onHold(boolean on) {
        holds.add(on);
    }

    @Override
    public void onLost(String reason) {
        losses.add(reason);
    }

    /** Connects two, the first offering, and starts both. */
    static void connect(Party caller, Party called) throws Exception {
        caller.session.accept(called.session.answer(caller.session.offer()));
        caller.session.start();
        called.session.start();
    }

    static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
