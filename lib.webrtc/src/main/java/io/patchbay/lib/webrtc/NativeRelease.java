package io.patchbay.lib.webrtc;

import java.lang.reflect.Field;
import java.util.Objects;

/**
 * Gives a native object back that webrtc-java keeps for ever: in 0.14.0 {@code
 * RTCPeerConnection.close()} releases no peer connection (90 kB each), and the sender that {@code
 * addTrack} returns holds a reference that nobody drops. Later versions release by themselves, so a
 * second release would free memory twice: this works with {@link NativeLibrary#VERSION} alone, and
 * can go when that is left.
 */
public final class NativeRelease {

    private final Handle handle;

    private NativeRelease(Handle handle) {
        this.handle = handle;
    }

    /**
     * Remembers the native object behind a wrapper, for {@link #release()}. To be called before
     * {@code close()} of the wrapper, which forgets it.
     *
     * @param wrapper an object of webrtc-java that stands for a native one
     * @throws IllegalArgumentException when it stands for none, or for none any more
     * @throws IllegalStateException when webrtc-java is not {@link NativeLibrary#VERSION}
     */
    public static NativeRelease of(Object wrapper) {
        Objects.requireNonNull(wrapper, "wrapper");
        NativeLibrary.requireVersion();
        if (!(wrapper instanceof dev.onvoid.webrtc.internal.NativeObject)) {
            throw new IllegalArgumentException(
                    wrapper.getClass().getName() + " is no native object of webrtc-java");
        }
        try {
            Field field =
                    dev.onvoid.webrtc.internal.NativeObject.class.getDeclaredField("nativeHandle");
            field.setAccessible(true);
            long address = field.getLong(wrapper);
            if (address == 0) {
                throw new IllegalArgumentException(
                        "this " + wrapper.getClass().getSimpleName() + " was closed before");
            }
            Handle copy = new Handle();
            field.setLong(copy, address);
            return new NativeRelease(copy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("webrtc-java is not as it was in 0.14.0", e);
        }
    }

    /** Drops one reference to the native object. Once, and nothing may use it afterwards. */
    public void release() {
        handle.release();
    }

    /** Has the address of somebody else's native object, and the native method that releases. */
    private static final class Handle extends dev.onvoid.webrtc.internal.RefCountedObject {}
}
