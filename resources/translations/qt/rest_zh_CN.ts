<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- Words of Qt that its own Chinese catalogue lacks, or says in a word that nobody uses for it
     (Qt's 大小 is 体积, of bodies in space; a folder is 目录, as of a book). Compiled by: python3 dev.py translate -->
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>QFileDialog</name>
    <message><source>&amp;Look in:</source><translation>查找范围(&amp;L)：</translation></message>
    <message><source>Files of &amp;type:</source><translation>文件类型(&amp;T)：</translation></message>
    <message><source>Computer</source><translation>计算机</translation></message>
    <message><source>Directories</source><translation>文件夹</translation></message>
    <message><source>Directory:</source><translation>文件夹：</translation></message>
    <message><source>File &amp;name:</source><translation>文件名(&amp;N)：</translation></message>
    <message><source>Find Directory</source><translation>查找文件夹</translation></message>
    <message><source>Parent Directory</source><translation>上一级文件夹</translation></message>
    <message><source>Could not delete directory.</source><translation>文件夹删除不了。</translation></message>
    <message><source>%1
Directory not found.
Please verify the correct directory name was given.</source><translation>%1
没有这个文件夹。
请核对文件夹的名称。</translation></message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message><source>Folder</source><translation>文件夹</translation></message>
    <message><source>File</source><translation>文件</translation></message>
    <message><source>Drive</source><translation>驱动器</translation></message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message><source>Kind</source><translation>类型</translation></message>
    <message><source>Size</source><translation>大小</translation></message>
</context>
</TS>
