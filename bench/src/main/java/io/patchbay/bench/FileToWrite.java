package io.patchbay.bench;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file for results: where none can be written, that is said before the work is done. */
final class FileToWrite implements ITypeConverter<Path> {

    @Override
    public Path convert(String value) {
        Path file;
        try {
            file = Path.of(value).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + value + "' is no path");
        }
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new TypeConversionException(file + " is a folder; name a file in it");
        }
        if (!Files.isDirectory(folder)) {
            throw new TypeConversionException("there is no folder " + folder + "; make it first");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new TypeConversionException(file + " cannot be written; choose another place");
        }
        return file;
    }
}
