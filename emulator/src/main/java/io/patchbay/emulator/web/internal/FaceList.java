package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.face.deepgram.internal.DeepgramFace;
import io.patchbay.emulator.face.dialect.internal.DialectFace;
import io.patchbay.emulator.face.gemini.internal.GeminiFace;
import io.patchbay.emulator.face.internal.Face;
import java.util.ArrayList;
import java.util.List;

/** The faces that there are, besides OpenAI's own. */
final class FaceList {
    /** Where OpenAI's own protocol is found, too, so that all providers are found alike. */
    static final String OPENAI = "/as/openai";

    private FaceList() {}

    /** New faces for one emulator, which share nothing with those of another. */
    static List<Face> create() {
        List<Face> faces = new ArrayList<>(DialectFace.all());
        faces.add(new DeepgramFace());
        faces.add(new GeminiFace());
        return List.copyOf(faces);
    }

    /** Names of the faces, OpenAI's own first. */
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of("openai"));
        create().forEach(face -> names.add(face.name()));
        return List.copyOf(names);
    }

    /** What stands before a face's paths. */
    static String prefix(Face face) {
        return "/as/" + face.name();
    }
}
