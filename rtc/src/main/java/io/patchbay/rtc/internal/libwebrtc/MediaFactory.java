package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioDeviceModuleBase;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcSettings;
import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicLong;

/** One native factory of peer connections, with the audio device module that drives its sound. */
final class MediaFactory {

    private static final Logger LOG = System.getLogger(MediaFactory.class.getName());

    /** Where the sound of a factory's peers comes from and goes to. */
    enum Kind {
        /** From {@code push}, to {@code onAudio}. */
        HEADLESS,
        /** Microphone and loudspeaker. */
        DEVICES;

        static Kind of(RtcSettings settings) {
            return settings.devices() ? DEVICES : HEADLESS;
        }
    }

    private final Kind kind;
    private final AudioDeviceModuleBase module;
    private final PeerConnectionFactory factory;
    private final AtomicLong messages = new AtomicLong();

    private MediaFactory(Kind kind, AudioDeviceModuleBase module, PeerConnectionFactory factory) {
        this.kind = kind;
        this.module = module;
        this.factory = factory;
    }

    /**
     * Makes one.
     *
     * @throws RtcException {@link RtcException.Kind#UNAVAILABLE} when there is no sound device for
     *     {@link Kind#DEVICES}, or libwebrtc refuses
     */
    static MediaFactory create(Kind kind) {
        AudioDeviceModuleBase module = kind == Kind.DEVICES ? devices() : headless();
        try {
            return new MediaFactory(kind, module, new PeerConnectionFactory(module));
        } catch (Throwable e) {
            module.dispose();
            throw new RtcException(
                    RtcException.Kind.UNAVAILABLE, "libwebrtc does not start: " + e, e);
        }
    }

    Kind kind() {
        return kind;
    }

    PeerConnectionFactory factory() {
        return factory;
    }

    /** One more message has arrived: two references of the binding that stay until the end. */
    void countMessage() {
        messages.incrementAndGet();
    }

    long messages() {
        return messages.get();
    }

    /** Ends its threads. No peer of it may be left. */
    void dispose() {
        Teardown.step(LOG, "factory", factory::dispose);
        Teardown.step(LOG, "audio device module", module::dispose);
    }

    /**
     * The module that needs no device. It records before the factory exists: libwebrtc starts the
     * recording of every module with the first sender, and 0.14.0 then feeds what it "recorded",
     * the mix of all callers, into all senders, from a second thread, which ends the JVM. A module
     * that records already keeps its callback to itself, and so only pulls received sound.
     */
    private static AudioDeviceModuleBase headless() {
        HeadlessAudioDeviceModule module = new HeadlessAudioDeviceModule();
        module.initRecording();
        module.startRecording();
        return module;
    }

    private static AudioDeviceModuleBase devices() {
        try {
            return new AudioDeviceModule();
        } catch (Throwable e) {
            throw new RtcException(
                    RtcException.Kind.UNAVAILABLE,
                    "there is no microphone or loudspeaker here that works; use --in FILE and"
                            + " --out FILE, or sound of your own",
                    e);
        }
    }
}
