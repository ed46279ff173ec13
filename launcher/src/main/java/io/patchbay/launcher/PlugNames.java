package io.patchbay.launcher;

import java.util.Locale;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/**
 * How a new plug is called.
 *
 * @param name what sessions and agents ask for
 * @param group Maven group
 * @param javaPackage Java package, artifact and symbolic name of the bundle
 */
record PlugNames(String name, String group, String javaPackage) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern GROUP =
            Pattern.compile(
                    "[A-Za-z][\\w-]*(\\.[A-Za-z][\\w-]*)*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int LONGEST = 40;

    /**
     * Checks what the user wants.
     *
     * @param wanted the package, or null for the usual one
     * @throws UsageException for a name that cannot be; the message says which and why
     */
    static PlugNames of(String name, String group, @Nullable String wanted) {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST) {
            throw new UsageException(
                    "NAME: '"
                            + name
                            + "' is no name of a plug; it has at most "
                            + LONGEST
                            + " lower case letters, digits and single hyphens, and begins with a letter");
        }
        if (!GROUP.matcher(group).matches()) {
            throw new UsageException(
                    "--group: '" + group + "' is no group; one looks like com.example");
        }
        String javaPackage =
                wanted == null
                        ? group.replace("-", "").toLowerCase(Locale.ROOT)
                                + "."
                                + name.replace("-", "")
                        : wanted;
        checkPackage(javaPackage, wanted != null);
        return new PlugNames(name, group, javaPackage);
    }

    private static void checkPackage(String javaPackage, boolean given) {
        String what = "--package: '" + javaPackage + "' ";
        String remedy =
                given ? "; one looks like com.example.museum" : "; choose one with --package";
        if (!SourceVersion.isName(javaPackage) || !javaPackage.contains(".")) {
            throw new UsageException(what + "is no name of a Java package" + remedy);
        }
        if (!javaPackage.equals(javaPackage.toLowerCase(Locale.ROOT))) {
            throw new UsageException(what + "is not in lower case" + remedy);
        }
        if (javaPackage.startsWith("java.") || javaPackage.startsWith("io.patchbay.")) {
            throw new UsageException(what + "belongs to others" + remedy);
        }
    }

    /** The beginning of the names of its classes. */
    String classPrefix() {
        StringBuilder prefix = new StringBuilder();
        for (String word : name.split("-")) {
            prefix.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return prefix.toString();
    }
}
