package io.patchbay.emulator.face.internal;

import java.util.List;

/** One provider's wire. Shared by all its connections; any thread. */
public interface Face {

    /** The provider or profile as settings name it: {@code gemini}, {@code azure-voice-live}. */
    String name();

    /**
     * The paths of the provider's service, as {@link io.patchbay.net.http.HttpRoute#path()} writes
     * them. The emulator serves them with {@code /as/<name>} before.
     */
    List<String> paths();

    /** Those of {@link #paths()} that no other face has: they are served as they stand, too. */
    default List<String> ownPaths() {
        return paths();
    }

    /** Judges a handshake. On the event loop; must not block. */
    Entry enter(FaceRequest request);
}
