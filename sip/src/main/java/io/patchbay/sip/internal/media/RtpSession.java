package io.patchbay.sip.internal.media;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedRing;
import io.patchbay.audio.PacedSound;
import io.patchbay.sip.SipException;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipStatistics;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The sound of one call over RTP: puts its parts together and keeps the time. On its loop. */
final class RtpSession implements MediaSession, LoopTicker.Ticked {

    private static final long FRAME_NANOS = 20_000_000;

    /** What a held-up loop makes up for at once; more of it is left out. */
    private static final long MOST_BEHIND_NANOS = 200_000_000;

    private final SerialLoop loop;
    private final Listener listener;
    private final int rate;
    private final long timeoutNanos;
    private final PacketPorts ports;
    private final OfferAnswer descriptions;
    private final FarEndAddress farEnd;
    private final PacedRing ring;
    private final OutgoingSound outgoing;
    private final IncomingSound incoming;
    private final ControlChannel control;
    private final byte[] packet = new byte[2_048];
    private final ByteBuffer packetBuffer = ByteBuffer.wrap(packet);
    private final ByteBuffer heard;

    private @Nullable Agreement agreement;
    private @Nullable SrtpSender encrypt;
    private @Nullable SrtpReceiver decrypt;
    private boolean started;
    private boolean closed;
    private boolean farHolds;
    private long sendDue;
    private long hearDue;
    private long silentSince;
    private boolean lost;
    private volatile long sentPackets;

    /** Who opens the sockets. */
    interface Opening {
        PacketPorts open(PacketPorts.Receiver receiver) throws MediaException;
    }

    RtpSession(
            SipSettings settings,
            MediaRoute route,
            List<Codec> codecs,
            int rate,
            SerialLoop loop,
            Listener listener,
            Opening opening)
            throws MediaException {
        this.loop = loop;
        this.listener = listener;
        this.rate = rate;
        this.timeoutNanos = settings.mediaTimeout().toNanos();
        this.farEnd = new FarEndAddress(route.peer(), route.trusted());
        this.ring = new PacedRing(rate, settings.sendAheadMillis(), 0, new RingSignals());
        this.outgoing = new OutgoingSound(rate, ring);
        this.incoming =
                new IncomingSound(
                        farEnd, new Playout(rate, settings.maxJitterMillis()), listener::onDtmf);
        this.heard = ByteBuffer.allocate(rate / 1_000 * 2 * 20).order(ByteOrder.LITTLE_ENDIAN);
        this.ports = opening.open(new Arriving());
        this.control = new ControlChannel(ports, farEnd, outgoing, incoming);
        this.descriptions =
                new OfferAnswer(
                        new SoundText(route.advertised(), ports.port(), ports.controlPort()),
                        codecs,
                        MediaSessions.srtp(settings, route.secure()));
    }

    /** What the ring has to tell; on the loop already. */
    private final class RingSignals implements PacedRing.Signals {
        @Override
        public void writable() {
            if (!closed) {
                listener.onSoundWritable();
            }
        }

        @Override
        public void drained() {
            if (!closed) {
                listener.onSoundSent();
            }
        }
    }

    private final class Arriving implements PacketPorts.Receiver {
        @Override
        public void onPacket(ByteBuffer data, InetSocketAddress from) {
            if (data.remaining() > 1 && isControl(data.get(data.position() + 1))) {
                onControlPacket(data, from);
            } else if (started && !closed) {
                incoming.take(data, from, loop.nanoTime());
            }
        }

        @Override
        public void onControlPacket(ByteBuffer data, InetSocketAddress from) {
            if (started && !closed && !control.take(data, from, loop.nanoTime())) {
                incoming.refused();
            }
        }

        /** RTCP on the port of sound (RFC 5761 §4). */
        private boolean isControl(byte type) {
            int packetType = type & 0xFF;
            return packetType >= 192 && packetType <= 223;
        }
    }

    @Override
    public String offer() {
        return offer(descriptions.hold());
    }

    @Override
    public String offer(boolean hold) {
        return descriptions.offer(hold);
    }

    @Override
    public String answer(String offer) throws MediaException {
        OfferAnswer.Answered answered = descriptions.answer(offer);
        agree(answered.agreement());
        return answered.text();
    }

    @Override
    public void accept(String answer) throws MediaException {
        agree(descriptions.accept(answer));
    }

    @Override
    public void reject() {
        descriptions.reject();
    }

    private void agree(Agreement agreed) {
        agreement = agreed;
        outgoing.become(agreed.codec(), agreed.sendType(), agreed.keys(), agreed.packetMillis());
        if (!agreed.direction().sends()) {
            outgoing.keys().fail("the far end takes no sound now");
        }
        encrypt(agreed.encryption());
        incoming.become(agreed, decrypt);
        control.become(agreed, encrypt, decrypt);
        farEnd.name(agreed.far(), loop.nanoTime());
        silentSince = loop.nanoTime();
        if (agreed.farHolds() != farHolds) {
            farHolds = agreed.farHolds();
            listener.onHold(farHolds);
        }
    }

    /** Goes on with keys that did not change: their counts must as well. */
    private void encrypt(Agreement.@Nullable Encryption keys) {
        if (keys == null) {
            encrypt = null;
            decrypt = null;
            return;
        }
        if (encrypt == null || !encrypt.has(keys.ours())) {
            encrypt = new SrtpSender(keys.ours());
        }
        if (decrypt == null || !decrypt.has(keys.theirs())) {
            decrypt = new SrtpReceiver(keys.theirs());
        }
    }

    @Override
    public void start() {
        if (started || closed) {
            return;
        }
        started = true;
        long now = loop.nanoTime();
        sendDue = now;
        hearDue = now;
        silentSince = now;
        control.start(now);
        LoopTicker.add(loop, this);
    }

    @Override
    public void tick(long now) {
        Agreement agreed = agreement;
        if (closed || agreed == null) {
            return;
        }
        if (now - sendDue > MOST_BEHIND_NANOS) {
            int missed = (int) ((now - sendDue) / 1_000_000 / 20 * 20);
            outgoing.pass(missed);
            sendDue += missed * 1_000_000L;
        }
        while (!closed && now - sendDue >= 0) {
            send(agreed);
            sendDue += outgoing.packetMillis() * 1_000_000L;
        }
        if (now - hearDue > MOST_BEHIND_NANOS) {
            hearDue = now - MOST_BEHIND_NANOS;
        }
        while (!closed && now - hearDue >= 0) {
            hear(hearDue, agreed);
            hearDue += FRAME_NANOS;
        }
        if (!closed) {
            control.tick(now);
            checkTimeout(now, agreed);
        }
    }

    private void send(Agreement agreed) {
        InetSocketAddress to = agreed.direction().sends() ? farEnd.target() : null;
        if (to == null) {
            outgoing.pass(outgoing.packetMillis());
            return;
        }
        int length = outgoing.packet(packet);
        sentPackets = outgoing.packets();
        SrtpSender sender = encrypt;
        if (sender != null) {
            length = sender.protect(packet, length);
        }
        ports.send(packetBuffer.clear().limit(length), to);
    }

    private void hear(long now, Agreement agreed) {
        short[] frame = incoming.next(now, agreed.direction().receives());
        heard.clear();
        for (short sample : frame) {
            heard.putShort(sample);
        }
        listener.onAudio(heard.flip());
    }

    private void checkTimeout(long now, Agreement agreed) {
        // one who is muted may send reports alone
        silentSince = Math.max(silentSince, Math.max(incoming.lastNanos(), control.lastNanos()));
        if (!agreed.direction().receives() || farHolds) {
            silentSince = now; // nothing is to be expected
        }
        if (!lost && timeoutNanos > 0 && now - silentSince > timeoutNanos) {
            lost = true;
            listener.onLost("no sound for " + timeoutNanos / 1_000_000_000 + " s");
        }
    }

    @Override
    public int sampleRate() {
        return rate;
    }

    @Override
    public String codec() {
        Agreement agreed = agreement;
        return agreed == null ? "" : agreed.codec().encoding();
    }

    @Override
    public boolean encrypted() {
        Agreement agreed = agreement;
        return agreed != null && agreed.encryption() != null;
    }

    @Override
    public PacedSound out() {
        return ring;
    }

    @Override
    public boolean takesDtmf() {
        Agreement agreed = agreement;
        return agreed != null && agreed.keys() != null;
    }

    @Override
    public CompletionStage<Void> sendDtmf(String keys) {
        OutgoingKeys.check(keys);
        Agreement agreed = agreement;
        if (closed || !started || agreed == null || agreed.keys() == null) {
            return CompletableFuture.failedStage(
                    new SipException(0, "the far end takes no keys in packets"));
        }
        if (!agreed.direction().sends()) {
            return CompletableFuture.failedStage(
                    new SipException(0, "the far end takes no sound now: it is on hold"));
        }
        return outgoing.keys().press(keys);
    }

    @Override
    public SipStatistics statistics() {
        return new SipStatistics(
                sentPackets,
                incoming.received(),
                incoming.lost(),
                incoming.concealedMicros(),
                incoming.dropped(),
                incoming.jitterMicros(),
                control.farLost(),
                control.roundTripMicros(),
                incoming.bufferMicros());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (started && agreement != null) {
            control.bye(loop.nanoTime());
        }
        closed = true;
        LoopTicker.remove(loop, this);
        outgoing.keys().fail("the call is over");
        ports.close();
    }
}
