package io.patchbay.rtc;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a link is made.
 *
 * @param iceServers who helps to find a path; none are needed inside one network
 * @param relayOnly whether packets may go through a TURN server alone, so that the far end does not
 *     learn this machine's address
 * @param minPort lowest UDP port to use, or 0 for any
 * @param maxPort highest UDP port to use, or 0 for any
 * @param textChannel the label of the text channel that the offering side makes
 * @param sendRate samples per second of the sound to send: 8000, 16000, 24000 or 48000
 * @param devices whether the engine speaks for itself, with microphone and loudspeaker of this
 *     machine, echo cancellation, noise suppression and gain control; sound cannot be sent then
 * @param sendAheadMillis room for sound that waits to be sent
 * @param trimAboveMillis while more than this waits, silent pieces of it are left out, so that a
 *     delay once gathered goes away; 0 leaves out nothing
 * @param maxPendingText bytes of text that may wait
 * @param grace how long a path may be silent before the link is over
 */
public record RtcSettings(
        List<IceServer> iceServers,
        boolean relayOnly,
        int minPort,
        int maxPort,
        String textChannel,
        int sendRate,
        boolean devices,
        int sendAheadMillis,
        int trimAboveMillis,
        int maxPendingText,
        Duration grace) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException naming the value that is wrong
     */
    public RtcSettings {
        Objects.requireNonNull(iceServers, "iceServers");
        Objects.requireNonNull(textChannel, "textChannel");
        Objects.requireNonNull(grace, "grace");
        iceServers = List.copyOf(iceServers);
        if (minPort < 0
                || maxPort > 65_535
                || minPort > maxPort
                || (minPort == 0) != (maxPort == 0)) {
            throw new IllegalArgumentException(
                    "ports must be a range within 1 to 65535, not " + minPort + " to " + maxPort);
        }
        if (textChannel.isEmpty() || textChannel.length() > 256) {
            throw new IllegalArgumentException(
                    "textChannel is a label of 1 to 256 characters, not of "
                            + textChannel.length());
        }
        if (!List.of(8_000, 16_000, 24_000, 48_000).contains(sendRate)) {
            throw new IllegalArgumentException(
                    "sendRate must be 8000, 16000, 24000 or 48000 Hz, not " + sendRate);
        }
        if (sendAheadMillis < 20 || trimAboveMillis < 0 || maxPendingText < 65_536) {
            throw new IllegalArgumentException(
                    "sendAheadMillis must be at least 20, trimAboveMillis 0, maxPendingText 65536");
        }
    }

    /**
     * One host's network, 24 kHz, no devices, a channel {@code oai-events}, 1 s of sound and 4 MiB
     * of text may wait, 5 s of grace.
     */
    public static RtcSettings defaults() {
        return new RtcSettings(
                List.of(),
                false,
                0,
                0,
                "oai-events",
                24_000,
                false,
                1_000,
                0,
                4 << 20,
                Duration.ofSeconds(5));
    }

    /** The same with these helpers. */
    public RtcSettings withIce(List<IceServer> servers, boolean relay) {
        return new RtcSettings(
                servers,
                relay,
                minPort,
                maxPort,
                textChannel,
                sendRate,
                devices,
                sendAheadMillis,
                trimAboveMillis,
                maxPendingText,
                grace);
    }

    /** The same within these UDP ports. */
    public RtcSettings withPorts(int min, int max) {
        return new RtcSettings(
                iceServers,
                relayOnly,
                min,
                max,
                textChannel,
                sendRate,
                devices,
                sendAheadMillis,
                trimAboveMillis,
                maxPendingText,
                grace);
    }

    /** The same with sound of this rate. */
    public RtcSettings withSendRate(int hertz) {
        return new RtcSettings(
                iceServers,
                relayOnly,
                minPort,
                maxPort,
                textChannel,
                hertz,
                devices,
                sendAheadMillis,
                trimAboveMillis,
                maxPendingText,
                grace);
    }

    /** The same with this machine's microphone and loudspeaker, or without. */
    public RtcSettings withDevices(boolean on) {
        return new RtcSettings(
                iceServers,
                relayOnly,
                minPort,
                maxPort,
                textChannel,
                sendRate,
                on,
                sendAheadMillis,
                trimAboveMillis,
                maxPendingText,
                grace);
    }

    /** The same with this much room for sound, trimmed above {@code trimAbove}. */
    public RtcSettings withSendAhead(int millis, int trimAbove) {
        return new RtcSettings(
                iceServers,
                relayOnly,
                minPort,
                maxPort,
                textChannel,
                sendRate,
                devices,
                millis,
                trimAbove,
                maxPendingText,
                grace);
    }

    /** The same with another patience for a path that is silent. */
    public RtcSettings withGrace(Duration patience) {
        return new RtcSettings(
                iceServers,
                relayOnly,
                minPort,
                maxPort,
                textChannel,
                sendRate,
                devices,
                sendAheadMillis,
                trimAboveMillis,
                maxPendingText,
                patience);
    }
}
