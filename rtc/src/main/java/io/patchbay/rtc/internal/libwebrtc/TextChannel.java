package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelState;
import io.patchbay.rtc.RtcException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The data channel of one peer. */
final class TextChannel {

    /** libwebrtc loses a longer message, and closes the channel without a word. */
    static final int MAX_BYTES = 262_144;

    /** What a far end takes that does not say it (RFC 8841, section 6.1). */
    private static final int UNSAID_MAX_BYTES = 65_536;

    private static final Logger LOG = System.getLogger(TextChannel.class.getName());
    private static final Pattern MAX = Pattern.compile("(?m)^a=max-message-size:(\\d{1,18})\\s*$");

    private final RTCDataChannel channel;
    private boolean opened;
    private boolean over;

    TextChannel(RTCDataChannel channel) {
        this.channel = channel;
    }

    /** Hears of it from now on, also of what has come before. */
    void hear(PeerEvents events) {
        channel.registerObserver(events);
    }

    /** Whether it stands and was not known to; on native threads. */
    synchronized boolean becameOpen() {
        if (opened || over || channel.getState() != RTCDataChannelState.OPEN) {
            return false;
        }
        opened = true;
        return true;
    }

    /** Whether it is over and was not known to be; on native threads. */
    synchronized boolean becameOver() {
        if (over || channel.getState() != RTCDataChannelState.CLOSED) {
            return false;
        }
        over = true;
        return true;
    }

    /** Sends; the array must be the message and no more, since native code takes all of it. */
    void send(ByteBuffer utf8) {
        byte[] exact = new byte[utf8.remaining()];
        utf8.get(exact);
        if (channel.getState() != RTCDataChannelState.OPEN) {
            throw new RtcException(RtcException.Kind.CLOSED, "the text channel is not open");
        }
        try {
            channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(exact), false));
        } catch (Exception e) {
            throw new RtcException(
                    RtcException.Kind.CLOSED, "the text was not sent: " + e.getMessage(), e);
        }
    }

    long buffered() {
        return channel.getBufferedAmount();
    }

    /** Says good-bye to the far end; nothing is heard any more. Before the connection is closed. */
    void close() {
        Teardown.step(LOG, "channel's observer", channel::unregisterObserver);
        Teardown.step(LOG, "channel", channel::close);
    }

    /** Gives it back. After the connection was closed; it throws when native code still has it. */
    void dispose() {
        Teardown.step(LOG, "channel", channel::dispose);
    }

    /** What the far end takes, as its description says. */
    static int maxBytes(String sdp) {
        Matcher matcher = MAX.matcher(sdp);
        if (!matcher.find()) {
            return UNSAID_MAX_BYTES;
        }
        long said = Long.parseLong(matcher.group(1));
        return said == 0 ? MAX_BYTES : (int) Math.min(said, MAX_BYTES);
    }
}
